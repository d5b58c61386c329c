// A worker for pages that are read from the file system, where browsers allow none: its script runs
// in a hidden frame, and messages pass both ways. Material's search asks for it by this name. The
// offline profile alone has it.

"use strict";

(() => {
  if (location.protocol !== "file:") return;

  globalThis.IFrameWorker = class extends EventTarget {
    constructor(address) {
      super();
      this.frame = Object.assign(document.createElement("iframe"), { hidden: true });
      this.inside = new Promise((resolve) => {
        this.frame.addEventListener("load", () => {
          const { contentWindow: inside, contentDocument } = this.frame;
          inside.postMessage = (data) => {
            const message = new MessageEvent("message", { data });
            this.onmessage?.(message);
            this.dispatchEvent(message);
          };
          const script = contentDocument.createElement("script");
          script.src = address;
          script.addEventListener("load", () => resolve(inside));
          contentDocument.body.append(script);
        }, { once: true });
      });
      document.body.append(this.frame);
    }

    async postMessage(data) {
      const inside = await this.inside;
      inside.dispatchEvent(new inside.MessageEvent("message", { data }));
    }

    terminate() {
      this.frame.remove();
    }
  };
  globalThis.Worker = globalThis.IFrameWorker;
})();
