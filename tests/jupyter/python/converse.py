"""Runs cells in a real kernel as a person at Jupyter does, who answers its questions.

Takes a job on standard input, as JSON: `folder` (where the kernel starts), `kernel`, `cells`, and
`answers`: what is typed, question by question; `null` refuses to be asked. Says on standard output, as
JSON, the questions (whether the answer is hidden, and how many texts were shown before), the texts that
were shown, and the errors.
"""

import json
import sys
from queue import Empty

from jupyter_client.manager import KernelManager

QUIET_SECONDS = 0.25


def run(job):
    questions, texts, errors = [], [], []
    answers = job["answers"]
    manager = KernelManager(kernel_name=job["kernel"])
    manager.start_kernel(cwd=job["folder"])
    client = manager.client()
    client.start_channels()

    def shown(message):
        content = message["content"]
        if message["msg_type"] == "error":
            trace = "\n".join(content["traceback"])
            errors.append({"name": content["ename"], "message": content["evalue"], "trace": trace})
        if message["msg_type"] == "stream":
            texts.append(content["text"])
        if "data" in content:
            texts.extend(str(text) for text in content["data"].values())

    def asked(message):
        content = message["content"]
        questions.append(
            {"prompt": content["prompt"], "hidden": content["password"], "shown": len(texts)}
        )
        client.input(answers[len(questions) - 1])

    try:
        client.wait_for_ready(timeout=60)
        for cell in job["cells"]:
            client.execute_interactive(
                cell,
                allow_stdin=answers is not None,
                output_hook=shown,
                stdin_hook=asked,
                timeout=60,
            )
            # The kernel may say that a cell is done before it sends the last of its outputs.
            try:
                while True:
                    shown(client.get_iopub_msg(timeout=QUIET_SECONDS))
            except Empty:
                pass
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return {"questions": questions, "texts": texts, "errors": errors}


json.dump(run(json.load(sys.stdin)), sys.stdout)
