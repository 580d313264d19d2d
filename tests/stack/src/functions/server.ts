// Serves every function of a directory, as the hosted runtime does: an `index.ts` calls `Deno.serve(handler)`.

type Handler = (request: Request) => Response | Promise<Response>;

const [port, directory] = Deno.args;
const serve = Deno.serve.bind(Deno);

let served: Handler | undefined;
Object.defineProperty(Deno, "serve", {
  value: (...given: unknown[]) => {
    served = given.find((one) => typeof one === "function") as Handler;
    return { finished: new Promise(() => {}), shutdown: () => Promise.resolve() };
  },
});

const handlers = new Map<string, Promise<Handler | undefined>>();
// one after the other: `served` is whoever was loaded last
let loading: Promise<unknown> = Promise.resolve();

async function load(name: string): Promise<Handler | undefined> {
  const file = `${directory}/${name}/index.ts`;
  try {
    await Deno.stat(file);
  } catch {
    return undefined;
  }
  served = undefined;
  await import(`file://${file}`);
  return served;
}

function handler(name: string): Promise<Handler | undefined> {
  let known = handlers.get(name);
  if (!known) {
    known = loading.then(() => load(name));
    loading = known.catch(() => {});
    handlers.set(name, known);
  }
  return known;
}

function answer(status: number, code: string, message: string, headers: HeadersInit = {}): Response {
  return Response.json({ code, message }, { status, headers });
}

async function handle(request: Request): Promise<Response> {
  const name = new URL(request.url).pathname.split("/")[1];
  let found: Handler | undefined;
  try {
    found = /^[A-Za-z0-9_-]+$/.test(name) ? await handler(name) : undefined;
  } catch (e) {
    console.error(e);
    return answer(503, "BOOT_ERROR", "Function failed to start (please check logs)", { "x-relay-error": "true" });
  }
  if (!found) {
    return answer(404, "NOT_FOUND", "Requested function was not found");
  }
  try {
    return await found(request);
  } catch (e) {
    console.error(e);
    return new Response("Internal Server Error", { status: 500 });
  }
}

serve({ hostname: "127.0.0.1", port: Number(port), onListen: () => {} }, handle);
