import scmapp
