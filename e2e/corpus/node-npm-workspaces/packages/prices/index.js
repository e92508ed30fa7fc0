const Decimal = require('decimal.js-light');

exports.gross = (net) => new Decimal(net).times('1.19').toNumber();
