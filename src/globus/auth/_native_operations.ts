/** What a client of an app without a secret does besides what every Auth client does. */

export { nativeAppFlow as oauth2StartFlow } from "./flows/native_app_flow.ts";
