// Reads a form.
Deno.serve(async (request) => Response.json([...(await request.formData()).entries()]));
