// The object that carries the precompiled header (CMakeLists.txt, jada_pch); nothing of ours is in it.
