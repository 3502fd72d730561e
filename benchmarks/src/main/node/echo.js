// An echo server on node's own module. Prints "port N".
'use strict'
const net = require('node:net')

const server = net.createServer({ noDelay: true }, socket => {
  socket.on('data', data => socket.write(data))
  socket.on('error', () => socket.destroy())
})
server.listen(0, '127.0.0.1', 4096, () => console.log('port ' + server.address().port))
