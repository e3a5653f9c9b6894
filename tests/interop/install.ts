/**
 * Installs all real programs, two environments at a time, so that the runs that want them need not wait:
 * most of it is waiting for what is downloaded.
 */
import { atMost } from "../helpers/at_most.ts";
import { environment, environmentNames } from "./comparison/_environment.ts";

await atMost(2, environmentNames, environment);
