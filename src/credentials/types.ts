/** The types of a search for credentials, for each entry that exports one. */

export type { CallersSources } from "./sources/callers_sources.ts";
export type { Chain, ResolveOptions } from "./sources/chain.ts";
export type { ChosenBy, Destination } from "./destination.ts";
export type { Permission } from "./permissions.ts";
export type {
  AddressPermission,
  Credential,
  Found as FoundCredential,
  Platform,
  Renewability,
  Shipment,
} from "./platform.ts";
export type { Report, ReportLine } from "./sources/report.ts";
export type { Found, NotFound, Outcome, Source, SourceState } from "./sources/source.ts";
export type { Env, EnvFile, Location, Surroundings } from "./surroundings.ts";
export type { OptionKind, OptionKinds, Revealing } from "../options.ts";
