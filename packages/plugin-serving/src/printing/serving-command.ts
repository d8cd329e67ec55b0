import {OmeCommand} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import type {WriteFlags} from '@ome/sdk/flags'
import type {ChangeResult, Plan} from '@ome/sdk/plan'
import type {View} from '@ome/sdk/view'

/** What a backend's side of a verb shows things with: the protected half of a command. */
export interface Stage {
  readonly context: Context
  readonly render: <Model>(view: View<Model>, model: Model, output?: string) => void
  readonly watch: <Model>(
    view: View<Model>,
    models: AsyncIterable<Model>,
    output?: string,
    timeoutMs?: number,
  ) => Promise<void>
  readonly plan: (
    plan: Plan,
    flags: WriteFlags,
  ) => Promise<{readonly applied: boolean; readonly results: readonly ChangeResult[]}>
  readonly note: (text: string) => void
}

/** A verb that several backends carry out: the command chooses one and lends it its stage. */
export abstract class ServingCommand extends OmeCommand {
  protected get stage(): Stage {
    return {
      context: this.context,
      render: (view, model, output) => this.render(view, model, output),
      watch: (view, models, output, timeoutMs) => this.watch(view, models, output, timeoutMs),
      plan: (plan, flags) => this.plan(plan, flags),
      note: (text) => this.note(text),
    }
  }
}
