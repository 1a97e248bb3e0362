// A link to a part of a page keeps that part through the start of the server.
const start = document.getElementById("start")
if (start && location.hash) start.href += location.hash
