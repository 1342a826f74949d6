/** For tests: Node's requests want whole addresses, and the API's client takes them as it finds them when it is imported. */

const Plain = globalThis.Request;

globalThis.Request = class extends Plain {
  constructor(address: string | URL | Request, init?: RequestInit) {
    super(typeof address === "string" ? new URL(address, "http://soundbite.test") : address, init);
  }
};
