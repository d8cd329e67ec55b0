import {OmeCommand} from '@ome/sdk/command'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import type {View} from '@ome/sdk/view'
import {type PageFile, pageFile} from '../report/compose.ts'
import {type CostPage, costPage} from '../report/views/cost-page.ts'

interface ShownFlags {
  readonly output?: string | undefined
}

/** A command that tells a cost, on the terminal and on a page. */
export abstract class CostCommand extends OmeCommand {
  /** Throws before anything is read where the page cannot be written. */
  protected pageOf({report}: {readonly report?: string | undefined}): PageFile | undefined {
    return pageFile(this.context, report)
  }

  /** What was found is told also when its page is lost meanwhile. */
  protected tell<Model>(
    view: View<Model>,
    model: Model,
    {output}: ShownFlags,
    {file, page}: {readonly file: PageFile | undefined; readonly page: CostPage<Model>},
  ): void {
    const lost = file && this.write(file, costPage(view, model, page, this.context.now()))
    this.render(view, model, output)
    if (lost) throw lost
  }

  private write(file: PageFile, text: string): OmeError | undefined {
    try {
      file.write(text)
      this.logToStderr(`${file.path} written`)
      return undefined
    } catch (error) {
      if (isOmeError(error)) return error
      throw error
    }
  }
}
