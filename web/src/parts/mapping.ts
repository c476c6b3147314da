// The map is the heaviest thing on the site: it is fetched when somebody asks for it. `data-shows-map="id"` on a button shows the element
// that holds a `[data-map]`, and loads the island.

/** Wire the page's buttons. */
export function startMapOnDemand(): void {
  document.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-shows-map]");
    const box = button && document.getElementById(button.dataset.showsMap!);
    if (!button || !box) return;
    box.hidden = !box.hidden;
    button.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) void import("../map");
  });
}
