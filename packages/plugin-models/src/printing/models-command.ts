import {OmeCommand} from '@ome/sdk/command'
import type {Stage} from '../kaito/printing.ts'

/** A verb over two catalogues: the command chooses one and lends it its stage. */
export abstract class ModelsCommand extends OmeCommand {
  protected stage(output: string | undefined): Stage {
    return {
      context: this.context,
      render: (view, model) => this.render(view, model, output),
      note: (text) => this.note(text),
    }
  }
}
