"""Every list that can be taken as a file, on one screen: dotted paths of `kit.tables.Export`s."""

EXPORTS = (
    "vitalgrid.loop.cases.exports.CASES",
    "vitalgrid.loop.tasks.exports.TASKS",
    "vitalgrid.loop.cases.exports.CATALOGUE",
    "vitalgrid.city.grids.exports.STAFFING",
    "vitalgrid.city.grids.exports.AREAS",
    "vitalgrid.city.grids.exports.UNITS",
    "vitalgrid.city.grids.exports.POSTS",
    "vitalgrid.foundation.calendar.exports.CALENDAR",
    "vitalgrid.foundation.figures.exports.FIGURES",
    "vitalgrid.centre.console.exports.JOURNAL",
    "vitalgrid.centre.console.exports.MESSAGES",
    "vitalgrid.foundation.accounts.exports.ACCOUNTS",
    "vitalgrid.foundation.accounts.exports.KEYS",
)
