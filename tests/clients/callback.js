/** The redirect URI of a test service: it answers, and remembers where browsers came back to. */

import { createServer } from "node:http";
import { once } from "node:events";

export class Callback {
  static async listen(uri) {
    const callback = new Callback();
    callback.visits = [];
    callback.server = createServer((request, response) => {
      callback.visits.push(new URL(request.url, uri));
      response.end("back at the service");
    });
    callback.server.listen(Number(new URL(uri).port), "127.0.0.1");
    await once(callback.server, "listening");
    return callback;
  }

  get last() {
    return this.visits.filter((url) => url.search).at(-1);
  }

  async close() {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, "close");
  }
}
