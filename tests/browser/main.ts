/**
 * What a person sees in a browser, in Debian's Chromium. `deno task test:browser` runs it.
 *
 * @module
 */

import "./forged_answer.ts";
import "./login.ts";
import "./looks.ts";
import "./status_page.ts";
import "./web_login.ts";
