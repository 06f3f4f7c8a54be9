def read(name):
    """What an IDX file of the folder holds, gzipped or not: an array [items, bytes of an item]."""
    packed = arguments.data / f"{name}.gz"
    if packed.exists():
        raw = gzip.decompress(packed.read_bytes())
    else:
        raw = (arguments.data / name).read_bytes()
    count = int.from_bytes(raw[4:8], "big")
    return np.frombuffer(raw, np.uint8, offset=4 + 4 * raw[3]).reshape(count, -1)
