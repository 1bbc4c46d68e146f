namespace Kiln.Geometry.Images.Jpeg;

/// <summary>Decodes the entropy-coded data of one scan: sequential (ITU-T T.81, F.2) or progressive (G.2), with Huffman codes.</summary>
internal ref struct JpegScanDecoder
{
    private readonly JpegFrame _frame;
    private readonly JpegScan _scan;
    private readonly JpegTables _tables;
    private JpegBitReader _bits;
    private int _endOfBandRun;

    private JpegScanDecoder(JpegFrame frame, JpegScan scan, JpegTables tables, ReadOnlySpan<byte> file, int position)
    {
        _frame = frame;
        _scan = scan;
        _tables = tables;
        _bits = new JpegBitReader(file, position);
    }

    /// <summary>Decodes a scan into its components: samples of a sequential frame, coefficients of a progressive one.</summary>
    /// <returns>The offset at which to look for the next marker.</returns>
    public static int Decode(JpegFrame frame, JpegScan scan, JpegTables tables, ReadOnlySpan<byte> file, int position)
    {
        var decoder = new JpegScanDecoder(frame, scan, tables, file, position);
        decoder.Run();
        return decoder._bits.Position;
    }

    private void Run()
    {
        // A scan of one component goes block by block over that component; one of several, unit by unit.
        bool single = _scan.Parts.Length == 1;
        JpegComponent only = _scan.Parts[0].Component;
        int across = single ? only.BlocksAcross : _frame.UnitsAcross;
        int down = single ? only.BlocksDown : _frame.UnitsDown;
        Reset();
        for (int row = 0, unit = 0; row < down; row++)
        {
            for (int column = 0; column < across; column++, unit++)
            {
                if (_scan.RestartInterval > 0 && unit > 0 && unit % _scan.RestartInterval == 0)
                {
                    _bits.Restart();
                    Reset();
                }

                if (single)
                {
                    DecodeBlock(_scan.Parts[0], column, row);
                }
                else
                {
                    DecodeUnit(column, row);
                }
            }
        }
    }

    private void Reset()
    {
        _endOfBandRun = 0;
        foreach (JpegScan.Part part in _scan.Parts)
        {
            part.Component.DcPrediction = 0;
        }
    }

    private void DecodeUnit(int column, int row)
    {
        foreach (JpegScan.Part part in _scan.Parts)
        {
            JpegComponent component = part.Component;
            for (int v = 0; v < component.Vertical; v++)
            {
                for (int h = 0; h < component.Horizontal; h++)
                {
                    DecodeBlock(part, (column * component.Horizontal) + h, (row * component.Vertical) + v);
                }
            }
        }
    }

    private void DecodeBlock(JpegScan.Part part, int column, int row)
    {
        JpegComponent component = part.Component;
        if (!_frame.IsProgressive)
        {
            Span<short> block = stackalloc short[64];
            block.Clear();
            DecodeSequential(part, block);
            float[] quantization = _tables.Quantization[component.QuantizationTable]
                ?? throw _bits.Invalid("a component uses a quantisation table that does not exist");
            int stride = component.BlockStride * 8;
            JpegTransform.Inverse(block, quantization, component.Samples.AsSpan((row * 8 * stride) + (column * 8)), stride);
            return;
        }

        Span<short> coefficients = component.Block(column, row);
        switch (_scan.First, _scan.High)
        {
            case (0, 0):
                component.DcPrediction += _bits.TakeSigned(Size(part.Dc!));
                coefficients[0] = (short)(component.DcPrediction << _scan.Low);
                break;
            case (0, _):
                coefficients[0] |= (short)(_bits.Take(1) << _scan.Low);
                break;
            case (_, 0):
                DecodeFirstBand(part.Ac!, coefficients);
                break;
            default:
                RefineBand(part.Ac!, coefficients);
                break;
        }
    }

    private int Size(JpegHuffmanTable table)
    {
        int size = table.Decode(ref _bits);
        return size <= 15 ? size : throw _bits.Invalid("a coefficient is too large");
    }

    private void DecodeSequential(JpegScan.Part part, scoped Span<short> block)
    {
        part.Component.DcPrediction += _bits.TakeSigned(Size(part.Dc!));
        block[0] = (short)part.Component.DcPrediction;
        for (int k = 1; k < 64; k++)
        {
            int symbol = part.Ac!.Decode(ref _bits);
            int size = symbol & 15;
            int run = symbol >> 4;
            if (size == 0 && run != 15)
            {
                return;
            }

            k += run;
            if (k > 63)
            {
                throw _bits.Invalid("a block has too many coefficients");
            }

            block[JpegTransform.Zigzag[k]] = (short)_bits.TakeSigned(size);
        }
    }

    private void DecodeFirstBand(JpegHuffmanTable table, Span<short> block)
    {
        if (_endOfBandRun > 0)
        {
            _endOfBandRun--;
            return;
        }

        for (int k = _scan.First; k <= _scan.Last; k++)
        {
            int symbol = table.Decode(ref _bits);
            int size = symbol & 15;
            int run = symbol >> 4;
            if (size == 0 && run != 15)
            {
                _endOfBandRun = (1 << run) + _bits.Take(run) - 1;
                return;
            }

            k += run;
            if (k > _scan.Last)
            {
                throw _bits.Invalid("a block has too many coefficients");
            }

            block[JpegTransform.Zigzag[k]] = (short)(_bits.TakeSigned(size) << _scan.Low);
        }
    }

    /// <summary>Adds one bit to coefficients that are known, and sets new ones among the zeros (G.1.2.3).</summary>
    private void RefineBand(JpegHuffmanTable table, Span<short> block)
    {
        int k = _scan.First;
        while (_endOfBandRun == 0 && k <= _scan.Last)
        {
            int symbol = table.Decode(ref _bits);
            int run = symbol >> 4;
            int value = 0;
            if ((symbol & 15) == 0)
            {
                if (run != 15)
                {
                    _endOfBandRun = (1 << run) + _bits.Take(run);
                    break;
                }
            }
            else
            {
                value = _bits.Take(1) == 1 ? 1 << _scan.Low : -1 << _scan.Low;
            }

            k = RefineKnown(block, k, run);
            if (value != 0)
            {
                if (k > _scan.Last)
                {
                    throw _bits.Invalid("a block has too many coefficients");
                }

                block[JpegTransform.Zigzag[k]] = (short)value;
            }

            k++;
        }

        if (_endOfBandRun > 0)
        {
            _ = RefineKnown(block, k, int.MaxValue);
            _endOfBandRun--;
        }
    }

    /// <summary>Refines known coefficients from place k on, until the given number of zeros was passed; the result is where it stopped.</summary>
    private int RefineKnown(Span<short> block, int k, int zeros)
    {
        for (; k <= _scan.Last; k++)
        {
            ref short coefficient = ref block[JpegTransform.Zigzag[k]];
            if (coefficient == 0)
            {
                if (zeros-- == 0)
                {
                    break;
                }
            }
            else if (_bits.Take(1) == 1 && (coefficient & (1 << _scan.Low)) == 0)
            {
                coefficient += (short)(coefficient > 0 ? 1 << _scan.Low : -1 << _scan.Low);
            }
        }

        return k;
    }
}
