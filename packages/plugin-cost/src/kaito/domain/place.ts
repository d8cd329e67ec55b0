import {homeRegion} from '@ome/pricing/catalogue-quote'

/** Where prices are taken from, and who says so. */
export interface Place {
  /** Absent where a cloud has no home region. */
  readonly region?: string
  readonly from: 'flag' | 'object' | 'nodes' | 'home'
}

/** What is known of the place when a model is priced on machines of a cloud, the best first. */
export interface PlaceQuestion {
  readonly cloud: string
  /** Value of `--region` or of one of `--regions`. */
  readonly typed?: string | undefined
  /** Of the machines of an object that runs. */
  readonly ofObject?: string | undefined
  /** Of the nodes of the cluster. */
  readonly ofNodes?: string | undefined
}

export function placeOf({cloud, typed, ofObject, ofNodes}: PlaceQuestion): Place {
  if (typed !== undefined) return {region: typed, from: 'flag'}
  if (ofObject !== undefined) return {region: ofObject, from: 'object'}
  if (ofNodes !== undefined) return {region: ofNodes, from: 'nodes'}
  const home = homeRegion(cloud)
  return {...(home !== undefined && {region: home}), from: 'home'}
}

const words: Readonly<Record<Place['from'], (cloud: string) => string>> = {
  flag: () => 'as asked for',
  object: () => 'where it runs',
  nodes: () => 'where the nodes of the cluster are',
  home: (cloud) => `usual for ${cloud}: --region names another`,
}

/** `eastus, where the nodes of the cluster are`. */
export const placeText = ({region, from}: Place, cloud: string): string => `${region ?? 'any'}, ${words[from](cloud)}`
