// The list beside the desk: opening a row swaps the desk alone (hx-target="#desk"), so the list keeps its place.

function current(): void {
  const here = window.location;
  const rows = [...document.querySelectorAll<HTMLAnchorElement>("[data-rows] a.row")];
  // Rows of one page differ in what they ask it for (?grid=); where none asks just this, the page itself tells which row is open.
  const asked = rows.filter((row) => row.pathname === here.pathname && row.search === here.search);
  rows.forEach((row) => {
    if (asked.length ? asked.includes(row) : row.pathname === here.pathname) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  });
}

/** Keep the list and the desk in step. */
export function startConsole(): void {
  document.body.addEventListener("htmx:pushedIntoHistory", current);
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if ((event.target as HTMLElement).id !== "desk") return;
    document.body.dataset.focus = "main";
    const title = document.querySelector<HTMLElement>("#desk [data-page-title]")?.dataset.pageTitle;
    if (title) document.title = title;
    const main = document.querySelector<HTMLElement>("#desk .main");
    if (main) main.scrollTop = 0;
  });
  // On a narrow screen the list takes the whole width again.
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-to-list]") && document.querySelector("#list .row")) {
      event.preventDefault();
      document.body.dataset.focus = "list";
    }
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-prints]")) window.print();
  });
}
