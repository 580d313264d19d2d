// Answers with an error of its own, or throws.
Deno.serve((request) => {
  if (new URL(request.url).pathname.endsWith("/throw")) {
    throw new Error("thrown on purpose");
  }
  return Response.json({ error: "no tea", code: 7 }, { status: 418, headers: { "x-own": "kept" } });
});
