import type { World } from "../../world.ts";
import { TransferProblem } from "../problems.ts";
import type { Task } from "./task.ts";

/** Throws where the task's deadline has passed. */
export function checkDeadline(world: World, task: Task): void {
  if (world.now() < task.order.deadline) return;
  throw new TransferProblem({
    code: "EXPIRED",
    description: "The task did not complete before its deadline",
  });
}
