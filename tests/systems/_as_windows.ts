/** What a test on Windows sees of Deno, for the rules that ask which system it is. */
Object.defineProperty(Deno, "build", { value: { ...Deno.build, os: "windows" } });
