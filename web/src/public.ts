// For residents and for the worker's phone, beside the shell: one question a screen, photos that survive, a map on demand, a page
// read aloud, a receipt to keep. Without it every page still works as one long form.
import { startMapOnDemand } from "./parts/mapping";
import { startPhotos } from "./parts/photos";
import { startReceipt } from "./parts/receipt";
import { startSpeaking } from "./parts/speaking";
import { startSteps } from "./parts/steps";

document.querySelectorAll<HTMLElement>("[data-needs-script]").forEach((element) => (element.hidden = false));
startSteps();
startPhotos();
startMapOnDemand();
startSpeaking();
startReceipt();
