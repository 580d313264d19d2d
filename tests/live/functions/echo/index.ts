// Says what it was asked.
Deno.serve(async (request) => {
  const url = new URL(request.url);
  if (url.searchParams.has("as")) {
    return new Response(await request.bytes(), { headers: { "content-type": url.searchParams.get("as")! } });
  }
  return Response.json({
    method: request.method,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: Object.fromEntries(request.headers),
    body: await request.text(),
  });
});
