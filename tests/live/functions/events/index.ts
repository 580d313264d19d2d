// Two events; the second waits until `/events/go` is called. `/events/break` breaks off after the first.
let go: () => void = () => {};
let asked = new Promise<void>((done) => (go = done));

Deno.serve((request) => {
  const path = new URL(request.url).pathname;
  if (path.endsWith("/go")) {
    go();
    asked = new Promise<void>((done) => (go = done));
    return new Response(null, { status: 204 });
  }
  const text = new TextEncoder();
  const body = new ReadableStream({
    async start(events) {
      events.enqueue(text.encode("event: first\nid: 1\ndata: {\"n\":1}\n\n"));
      await asked;
      if (path.endsWith("/break")) {
        events.error(new Error("broken on purpose"));
        return;
      }
      events.enqueue(text.encode("data: line\ndata: line\n\n"));
      events.close();
    },
  });
  return new Response(body, { headers: { "content-type": "Text/Event-Stream; charset=utf-8" } });
});
