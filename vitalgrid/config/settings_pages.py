"""Settings of what a browser gets: content policy, static files, language, the names that the page shell asks for."""

import environ
from csp.constants import NONE, SELF

from vitalgrid.config.base_maps import base_maps, hosts_of

env = environ.Env()

# Nothing inline, nothing from another host, except tiles where a city has configured them (VITALGRID_TILE_HOSTS).
TILE_HOSTS = env.list("VITALGRID_TILE_HOSTS", default=[])
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *TILE_HOSTS],
        "connect-src": [SELF, *TILE_HOSTS],
        "worker-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Maps below ours, by VITALGRID_BASE_MAPS (docs/howto/put-a-map-below.md). None: outlines on plain ground.
BASE_MAPS = base_maps(env("VITALGRID_BASE_MAPS", default=""))
TILE_HOSTS = [*TILE_HOSTS, *hosts_of(BASE_MAPS)]
for _directive in ("img-src", "connect-src"):
    CONTENT_SECURITY_POLICY["DIRECTIVES"][_directive] += hosts_of(BASE_MAPS)

# The build gives every file a name with its hash, so nothing is hashed twice and all of it may be kept for ever.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = env.bool("VITALGRID_DEBUG", default=False)
WHITENOISE_IMMUTABLE_FILE_TEST = r"^.+/assets/.+-[0-9A-Za-z_-]{8}\.[a-z0-9]+$"

CSRF_FAILURE_VIEW = "vitalgrid.foundation.kit.pages.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"

# Where the source of the running program can be had. Whoever changes the program names its own (AGPL-3.0, section 13).
SOURCE_ADDRESS = env("VITALGRID_SOURCE", default="")

# Named by path, so that the shell asks nobody above it.
CITY_FACTS = "vitalgrid.config.city.city_facts"
NAVIGATION = "vitalgrid.config.navigation.NAVIGATION"
