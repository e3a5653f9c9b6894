import { assertEquals } from "@std/assert";
import { faultOf, transferClient, transferData } from "../../../../src/globus/transfer/mod.ts";
import { accessTokenAuthorizer } from "../../../../src/globus/auth/mod.ts";
import { startSandbox } from "../../../helpers/sandbox.ts";

/** Events in every form that globus-cli's recorded answers have. */
const recorded: readonly (readonly [string, string, string | null, readonly unknown[]])[] = [
  [
    "PERMISSION_DENIED",
    "permission denied",
    "Error (make directories)\nEndpoint: Tutorial 1 (aa752cea-8222-5bc8-acd9-555b090c0ccb)\n" +
    "Server: ep1.example.org:2811\nFile: /foo/\nCommand: MKD /foo\n" +
    "Message: Fatal FTP response\n---\n" +
    "Details: 550-GlobusError: v=1 c=PERMISSION_DENIED\\r\\n" +
    "550-GridFTP-Error: Path not allowed.\\r\\n550 End.\\r\\n",
    ["/foo/", "Tutorial 1 (aa752cea-8222-5bc8-acd9-555b090c0ccb)", "Path not allowed."],
  ],
  [
    "PERMISSION_DENIED",
    "permission denied",
    "Error (transfer)\nEndpoint: Dev (15f47c5e-648e-11ea-aa9b-0afa7b051b85)\n" +
    "Server: 172.31.20.254:40964\nFile: /~/restricted-file\nCommand: RETR ~/restricted-file\n" +
    "Message: Fatal FTP response\nTest-Unicode: \u24ca\n---\n" +
    "Details: 500-GlobusError: v=1 c=INTERNAL_ERROR\\r\\n" +
    "500-GridFTP-Error: globus_xio_register_open\\r\\n" +
    "500-globus_xio: Unable to open file /home/aaron/restricted-file\\r\\n" +
    "500-globus_xio: System error in open: Permission denied\\r\\n" +
    "500-globus_xio: A system call failed: Permission denied\\r\\n500 End.\\r\\n\n",
    [
      "/~/restricted-file",
      "Dev (15f47c5e-648e-11ea-aa9b-0afa7b051b85)",
      "A system call failed: Permission denied",
    ],
  ],
  [
    "FILE_NOT_FOUND",
    "file not found",
    "550-GlobusError: v=1 c=PATH_NOT_FOUND%0D%0A550-GridFTP-Errno: 2%0D%0A" +
    "550-GridFTP-Reason: System error in stat%0D%0A" +
    "550-GridFTP-Error-String: No such file or directory%0D%0A550 End.%0D%0A",
    [undefined, undefined, "No such file or directory"],
  ],
  ["CANCELED", "canceled", "Canceled by the task owner", [
    undefined,
    undefined,
    "Canceled by the task owner",
  ]],
  ["STARTED", "started", '{\n  "type": "GridFTP Transfer"\n}', [undefined, undefined, "started"]],
  ["TIMEOUT", "timeout", null, [undefined, undefined, "timeout"]],
  ["TIMEOUT", "timeout", "", [undefined, undefined, "timeout"]],
  ["X", "x", "550-%%%0D%0A550 End.%0D%0A", [undefined, undefined, "%%"]],
  ["X", "x", "Error (transfer)\nFile: /a: b\nMessage: Fatal FTP response\n---\nDetails: ", [
    "/a: b",
    undefined,
    "x",
  ]],
];

Deno.test("faultOf() gives file, collection and reason of an event in every recorded form", () => {
  for (const [code, description, details, [file, collection, message]] of recorded) {
    const event = { code, description, details, is_error: true, time: "2021-10-06T16:13:57+00:00" };
    assertEquals(
      { ...faultOf(event) },
      { code, file, collection, message } as ReturnType<typeof faultOf>,
      String(details),
    );
  }
});

Deno.test("a sandbox's fault on demand comes out of faultOf() as it went in, with its file", async () => {
  await using sandbox = await startSandbox();
  const description = "Disk quota exceeded: 5 TiB of 5 TiB are used";
  const asked: string[] = [];
  sandbox.faults.transfer = ({ step, sourcePath }) => {
    if (step !== "copy") return undefined;
    asked.push(sourcePath);
    return { code: "QUOTA_EXCEEDED", description };
  };
  const authorizer = accessTokenAuthorizer(sandbox.tokens.globusTransfer);
  const transfer = transferClient({ baseUrl: sandbox.url, authorizer });
  const [lab, archive] = sandbox.collections;
  const data = transferData(lab?.id ?? "", archive?.id ?? "");
  data.addItem("/runs/", "/full/", { recursive: true });
  const { task_id } = await transfer.submitTransfer(data);
  const { reason, faults, task } = await transfer.watchTask(task_id, { pollingInterval: 0.05 })
    .done;
  assertEquals([reason, task.fatal_error?.description], ["failed", description]);
  // As the service has it: the code in words, and the reason in the details.
  assertEquals(faults[0]?.description, "quota exceeded");
  const [told] = faults.map(faultOf).map(({ code, file, message }) => ({ code, file, message }));
  assertEquals(told, { code: "QUOTA_EXCEEDED", file: asked[0], message: description });
});
