// The list beside the desk: opening a row swaps the desk alone (hx-target="#desk"), so the list keeps its place.

function current(): void {
  const here = window.location.pathname;
  document.querySelectorAll<HTMLElement>("[data-rows] a.row").forEach((row) => {
    const isOpen = new URL((row as HTMLAnchorElement).href).pathname === here;
    if (isOpen) row.setAttribute("aria-current", "true");
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
