import type {DeployFacts} from '@ome/inference-model/deploy/request'
import {loadPrices} from '@ome/pricing/load-prices'
import type {PriceBook} from '@ome/pricing/price-book'
import type {Context} from '@ome/sdk/context'
import {type Judging, judging} from '../judge/compose.ts'
import type {TextFiles} from '../kaito-change/domain/kaito-world.ts'
import {textFiles} from '../kaito-change/files/text-files.ts'

/** What a person says of prices. */
export interface PriceWords {
  readonly price?: number | undefined
  readonly prices?: string | undefined
  readonly online?: boolean | undefined
}

/** What judging a service takes, and looking for other ways to run it. */
export interface Searching extends Judging {
  readonly texts: TextFiles
  prices(facts: DeployFacts, words: PriceWords, note: (text: string) => void): Promise<PriceBook>
}

export async function searching(context: Context): Promise<Searching> {
  const [around, kube] = await Promise.all([judging(context), context.kube()])
  return {
    ...around,
    texts: textFiles({cwd: context.cwd, stdin: context.io.stdin}),
    async prices({nodes = [], accelerators}, {price, prices, online}, note) {
      const machines = nodes.filter(({gpus}) => gpus > 0)
      const {book} = await loadPrices(context, {
        machines,
        classes: accelerators,
        price,
        file: prices,
        online,
        kube,
        note,
      })
      return book
    },
  }
}
