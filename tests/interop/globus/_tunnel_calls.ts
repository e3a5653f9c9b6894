/** A made-up id. */
const id = "a1b2c3d4-0000-4000-8000-000000000004";

/**
 * The SDK's methods for tunnels, which keyferry does not have and the sandbox refuses in Transfer's
 * words, each with arguments.
 */
export const tunnelCalls: readonly (readonly [name: string, args: readonly unknown[]])[] = [
  ["create_tunnel", [{ data: { type: "Tunnel", attributes: { submission_id: id } } }]],
  ["delete_tunnel", [id]],
  ["get_stream_access_point", [id]],
  ["get_tunnel", [id]],
  ["get_tunnel_events", [id]],
  ["list_tunnels", []],
  ["update_tunnel", [id, { data: { type: "Tunnel", attributes: { label: "é" } } }]],
];
