// A small program whose start and end are measured: two async functions that wait for a turn.
'use strict'
const { setImmediate: immediate } = require('node:timers/promises')

async function main() {
  const hello = immediate('Hello')
  const world = immediate('world')
  console.log(await hello + ', ' + await world)
}

main()
