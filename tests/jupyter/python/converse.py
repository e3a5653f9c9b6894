"""Runs cells in a real kernel as a person at Jupyter does, who answers its questions.

Takes a job on standard input, as JSON: `folder` (where the kernel starts), `kernel`, `cells`, and
`answers`: what is typed, question by question; `null` refuses to be asked. Says on standard output, as
JSON, the questions (and whether the answer is hidden), the texts that were shown, and the errors.
"""

import json
import sys

from jupyter_client.manager import KernelManager


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
            errors.append({"name": content["ename"], "message": content["evalue"]})
        if message["msg_type"] == "stream":
            texts.append(content["text"])
        if "data" in content:
            texts.extend(str(text) for text in content["data"].values())

    def asked(message):
        content = message["content"]
        questions.append({"prompt": content["prompt"], "hidden": content["password"]})
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
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return {"questions": questions, "texts": texts, "errors": errors}


json.dump(run(json.load(sys.stdin)), sys.stdout)
