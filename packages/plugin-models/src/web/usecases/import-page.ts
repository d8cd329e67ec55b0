import {planApply} from '@ome/inference-model/manifests/plan-apply'
import type {Plan} from '@ome/sdk/plan'
import {configAddress, onlyOme, type PagePorts, refuseWebPage} from '../domain/page.ts'

export interface ImportPage {
  readonly address: string
  /** Takes the place of the address's host. */
  readonly endpoint: string | undefined
  /** Of objects that name none. */
  readonly namespace: string
  readonly force: boolean
}

/** What applying the objects of a web address would change. */
export async function planPage(ports: PagePorts, {address, endpoint, namespace, force}: ImportPage): Promise<Plan> {
  const page = await ports.web.read(configAddress(address, endpoint))
  refuseWebPage(page)
  const objects = onlyOme(await ports.parse(page.text, page.source), page.source)
  const manifests = objects.map((object) => ({object, source: page.source}))
  return await planApply(ports, {manifests, namespace, conflicts: force ? 'take' : 'refuse'})
}
