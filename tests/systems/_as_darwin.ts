/** What a test on macOS sees of Deno, for the rules that ask which system it is. */
Object.defineProperty(Deno, "build", { value: { ...Deno.build, os: "darwin" } });
