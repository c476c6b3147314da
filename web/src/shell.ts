// What every page may lean on. Each part looks for its own marks in the markup and leaves a page without them alone;
// without this script every page still reads, files and moves on by plain forms and links.
import htmx from "htmx.org";
import { startConsole } from "./parts/console";
import { startCopying } from "./parts/copying";
import { startDrafts } from "./parts/drafts";
import { startDrawers } from "./parts/drawers";
import { startForms } from "./parts/forms";
import { startInserting } from "./parts/inserting";
import { startKeys } from "./parts/keys";
import { startList } from "./parts/list";
import { startLocating } from "./parts/locate";
import { startMoved } from "./parts/moved";
import { startPalette } from "./parts/palette";
import { startPicking } from "./parts/picking";
import { startPolling } from "./parts/polling";
import { startToasts } from "./parts/toasts";

// The strict content policy forbids eval and inline styles; the shared history cache would keep personal data.
window.htmx = htmx;
htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.selfRequestsOnly = true;
htmx.config.scrollBehavior = "auto";
// A refused form comes back as 422 with its words at the fields: show it like any other page.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "4(00|03|04|09|22)", swap: true, error: false },
  { code: "[45]..", swap: false, error: true },
];

// What is chosen for the screen comes back to where it was chosen: a case may have been opened since the page came.
document.addEventListener("submit", (event) => {
  const form = event.target as HTMLFormElement;
  const next = form.querySelector<HTMLInputElement>("input[name=next]");
  if (next && form.action.endsWith("/language/")) next.value = location.pathname + location.search;
});

startKeys();
startToasts();
startDrafts();
startDrawers();
startForms();
startLocating();
startPolling();
startMoved();
startInserting();
startConsole();
startCopying();
startList();
startPicking();
startPalette();
