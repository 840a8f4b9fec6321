//! DEFLATE in the ZLIB format, read by the book (RFC 1950, RFC 1951) and by none of the server's code.
#![expect(clippy::indexing_slicing, clippy::panic, reason = "tests")]

const LENGTH_BASE: [usize; 29] = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
    227, 258,
];
const LENGTH_EXTRA: [u32; 29] =
    [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE: [usize; 30] = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073,
    4097, 6145, 8193, 12289, 16385, 24577,
];
const LENGTH_ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// Bits, the least significant one of each byte first.
struct Bits<'bytes> {
    bytes: &'bytes [u8],
    position: usize,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> usize {
        (0..count).fold(0, |value, bit| {
            let byte = self.bytes[self.position / 8] >> (self.position % 8) & 1;
            self.position += 1;
            value | usize::from(byte) << bit
        })
    }

    fn symbol(&mut self, code: &Code) -> usize {
        let (mut value, mut first, mut index) = (0, 0, 0);
        for count in &code.counts[1..] {
            value |= self.take(1);
            if value < first + count {
                return code.symbols[index + value - first];
            }
            (index, first, value) = (index + count, (first + count) << 1, value << 1);
        }
        panic!("no such code");
    }
}

/// A canonical Huffman code: how many symbols have codes of each length, and the symbols in their order.
struct Code {
    counts: [usize; 16],
    symbols: Vec<usize>,
}

impl Code {
    fn of(lengths: &[usize]) -> Self {
        let mut counts = [0; 16];
        lengths.iter().filter(|length| **length > 0).for_each(|length| counts[*length] += 1);
        let mut symbols: Vec<_> = (0..lengths.len()).filter(|symbol| lengths[*symbol] > 0).collect();
        symbols.sort_by_key(|symbol| lengths[*symbol]);
        Self { counts, symbols }
    }

    fn fixed() -> (Self, Self) {
        let literals: Vec<_> = [(8, 144), (9, 112), (7, 24), (8, 8)]
            .into_iter()
            .flat_map(|(length, count)| std::iter::repeat_n(length, count))
            .collect();
        (Self::of(&literals), Self::of(&[5; 30]))
    }

    fn dynamic(bits: &mut Bits<'_>) -> (Self, Self) {
        let (literals, distances) = (bits.take(5) + 257, bits.take(5) + 1);
        let mut lengths = [0; 19];
        for position in 0..bits.take(4) + 4 {
            lengths[LENGTH_ORDER[position]] = bits.take(3);
        }
        let code = Self::of(&lengths);
        let mut lengths = Vec::new();
        while lengths.len() < literals + distances {
            let (value, count) = match bits.symbol(&code) {
                16 => (*lengths.last().unwrap(), bits.take(2) + 3),
                17 => (0, bits.take(3) + 3),
                18 => (0, bits.take(7) + 11),
                length => (length, 1),
            };
            lengths.extend(std::iter::repeat_n(value, count));
        }
        (Self::of(&lengths[..literals]), Self::of(&lengths[literals..]))
    }
}

/// What was compressed; panics when it was not.
pub(crate) fn inflate(bytes: &[u8]) -> Vec<u8> {
    assert_eq!((bytes[0] & 15, u16::from_be_bytes([bytes[0], bytes[1]]) % 31), (8, 0), "a ZLIB header");
    let mut bits = Bits { bytes: &bytes[2..], position: 0 };
    let mut output = Vec::new();
    loop {
        let is_last = bits.take(1) == 1;
        match bits.take(2) {
            0 => stored(&mut bits, &mut output),
            1 => block(&mut bits, &Code::fixed(), &mut output),
            2 => {
                let codes = Code::dynamic(&mut bits);
                block(&mut bits, &codes, &mut output);
            }
            _ => panic!("no such kind of block"),
        }
        if is_last {
            assert_eq!(bytes[bytes.len() - 4..], adler(&output).to_be_bytes(), "a checksum");
            return output;
        }
    }
}

fn stored(bits: &mut Bits<'_>, output: &mut Vec<u8>) {
    bits.position = bits.position.next_multiple_of(8);
    let (length, _complement) = (bits.take(16), bits.take(16));
    let start = bits.position / 8;
    output.extend(&bits.bytes[start..start + length]);
    bits.position += length * 8;
}

fn block(bits: &mut Bits<'_>, (literals, distances): &(Code, Code), output: &mut Vec<u8>) {
    loop {
        match bits.symbol(literals) {
            literal @ 0..256 => output.push(u8::try_from(literal).unwrap()),
            256 => return,
            symbol => {
                let length = LENGTH_BASE[symbol - 257] + bits.take(LENGTH_EXTRA[symbol - 257]);
                let symbol = bits.symbol(distances);
                let extra = u32::try_from((symbol / 2).saturating_sub(1)).unwrap();
                let distance = DISTANCE_BASE[symbol] + bits.take(extra);
                for _ in 0..length {
                    output.push(output[output.len() - distance]);
                }
            }
        }
    }
}

fn adler(bytes: &[u8]) -> u32 {
    let sum = |(one, two): (u32, u32), byte: &u8| {
        let one = (one + u32::from(*byte)) % 65521;
        (one, (two + one) % 65521)
    };
    let (one, two) = bytes.iter().fold((1, 0), sum);
    two << 16 | one
}
