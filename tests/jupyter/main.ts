/**
 * The notebooks in the real Jupyter: run in the Deno kernel by nbclient, drawn as pages by nbconvert,
 * and looked at in Debian's Chromium. `deno task test:jupyter` runs it.
 *
 * @module
 */

import "./notebooks.ts";
import "./pages.ts";
import "./permissions.ts";
import "./questions.ts";
import "./stop_button.ts";
