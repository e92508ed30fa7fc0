module.exports = (url) => ({ route: url, from: require('./data.json').from });
