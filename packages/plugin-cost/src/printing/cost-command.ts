import {OmeCommand} from '@ome/sdk/command'
import type {Context} from '@ome/sdk/context'
import {isOmeError, type OmeError} from '@ome/sdk/errors'
import type {FleetFlags} from '@ome/sdk/flags'
import {fleetAnswers, fleetBlocks, fleetItems, renderFleet} from '@ome/sdk/fleet-view'
import {Exit} from '@ome/sdk/runtime'
import type {View} from '@ome/sdk/view'
import {type PageFile, pageFile} from '../report/compose.ts'
import {type CostPage, costPage, type FleetPage, pageRoom} from '../report/views/cost-page.ts'
import {type ClusterPart, fleetPage} from '../report/views/fleet-page.ts'

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

  /** The same of the clusters that `--cluster` names: all of them are on one page, those that failed too. */
  protected async tellFleet<Model>(
    view: View<Model>,
    read: (context: Context, note: (text: string) => void) => Promise<Model>,
    flags: FleetFlags,
    {file, page}: {readonly file: PageFile | undefined; readonly page: FleetPage<Model>},
  ): Promise<void> {
    const {context} = this
    const noted = (world: Context, cluster: string) => read(world, (text) => this.note(`${cluster}: ${text}`))
    const answers = await fleetAnswers(noted, {context, flags})
    const room = pageRoom(context.now())
    const parts = answers.map(
      (answer): ClusterPart => ({
        cluster: answer.cluster,
        rate: 'value' in answer ? page.rate(answer.value) : undefined,
        blocks: fleetItems([answer]).flatMap((item) => fleetBlocks(view, item, room)),
      }),
    )
    const lost = file && this.write(file, fleetPage(parts, room.now))
    try {
      renderFleet(view, answers, this.paper(flags.output), {bin: context.bin})
    } catch (error) {
      if (!lost || !(error instanceof Exit)) throw error
    }
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
