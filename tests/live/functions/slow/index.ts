// Does not answer for a minute.
Deno.serve(async () => {
  await new Promise((done) => setTimeout(done, 60_000));
  return new Response("late");
});
