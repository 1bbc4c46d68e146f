namespace Kiln.Geometry.Formats.Gltf.Draco;

/// <summary>Decodes the attributes of a mesh in sets that share one order (Draco bitstream, "Attributes Decoder").</summary>
internal static class DracoAttributes
{
    private const int MostAttributes = 64;
    private const int MostComponents = 16;
    private const byte NoSeams = 255;

    private enum Walk
    {
        DepthFirst = 0,
        ByDegree = 1,
    }

    /// <summary>Decodes all attributes.</summary>
    public static DracoAttribute[] Decode(DracoReader reader, DracoConnectivity connectivity)
    {
        int sets = reader.Byte();
        var orders = new DracoOrder[sets];
        if (connectivity.Table is null)
        {
            Array.Fill(orders, new DracoOrder(null, [], null, null, connectivity.PointCount));
        }
        else
        {
            ReadOrders(reader, connectivity, orders);
        }

        var attributes = new List<DracoAttribute>();
        int[] ends = new int[sets];
        for (int set = 0; set < sets; set++)
        {
            ReadDescriptions(reader, orders[set], attributes);
            ends[set] = attributes.Count;
        }

        for (int set = 0; set < sets; set++)
        {
            Range range = (set == 0 ? 0 : ends[set - 1])..ends[set];
            DecodeSet(reader, connectivity, attributes, range);
        }

        return [.. attributes];
    }

    private static void ReadOrders(DracoReader reader, DracoConnectivity connectivity, DracoOrder[] orders)
    {
        Span<bool> used = stackalloc bool[256];
        for (int set = 0; set < orders.Length; set++)
        {
            byte seams = reader.Byte();
            bool isCut = reader.Byte() != 0;
            var walk = (Walk)reader.Byte();
            bool exists = seams == NoSeams ? !isCut : seams < connectivity.SeamTables.Length;
            if (!exists || used[seams] || walk > Walk.ByDegree || (isCut && walk != Walk.DepthFirst))
            {
                throw reader.Damaged("a set of attributes has no order");
            }

            used[seams] = true;
            DracoCornerTable table = isCut ? connectivity.SeamTables[seams] : connectivity.Table!;
            orders[set] = walk == Walk.ByDegree
                ? DracoWalk.ByDegree(reader, table, connectivity)
                : DracoWalk.DepthFirst(reader, table, connectivity);
        }
    }

    private static void ReadDescriptions(DracoReader reader, DracoOrder order, List<DracoAttribute> attributes)
    {
        int first = attributes.Count;
        int count = reader.Count("attributes", MostAttributes - first);
        var descriptions = new (int Kind, DracoDataType Type, int Components, uint Id)[count];
        foreach (ref (int Kind, DracoDataType Type, int Components, uint Id) description in descriptions.AsSpan())
        {
            description = (reader.Byte(), (DracoDataType)reader.Byte(), reader.Byte(), 0);
            _ = reader.Byte();
            description.Id = (uint)reader.Count("as an identity", int.MaxValue);
            if (!Enum.IsDefined(description.Type))
            {
                throw reader.Unsupported($"the component type {(int)description.Type}");
            }

            if (description.Components is < 1 or > MostComponents)
            {
                throw reader.Damaged($"an attribute of {description.Components} components");
            }
        }

        foreach ((int kind, DracoDataType type, int components, uint id) in descriptions)
        {
            var coding = (DracoCoding)reader.Byte();
            bool fits = coding switch
            {
                DracoCoding.Plain => true,
                DracoCoding.Integer => type != DracoDataType.Single,
                DracoCoding.Quantized => type == DracoDataType.Single,
                DracoCoding.Normal => type == DracoDataType.Single && components == 3,
                _ => false,
            };
            attributes.Add(fits
                ? new DracoAttribute(id, kind, type, components, coding) { Order = order }
                : throw reader.Damaged("an attribute is coded in a way that does not fit it"));
        }
    }

    private static void DecodeSet(DracoReader reader, DracoConnectivity connectivity, List<DracoAttribute> attributes, Range range)
    {
        (int start, int count) = range.GetOffsetAndLength(attributes.Count);
        List<DracoAttribute> set = attributes.GetRange(start, count);
        foreach (DracoAttribute attribute in set)
        {
            if (attribute.Coding == DracoCoding.Plain)
            {
                DracoValues.ReadPlain(reader, attribute);
            }
            else
            {
                DracoAttribute? position = attributes.Find(other => other.Kind == 0);
                DracoIntegers.Decode(reader, attribute, connectivity, position);
            }
        }

        foreach (DracoAttribute attribute in set)
        {
            DracoValues.FromIntegers(reader, attribute);
        }
    }
}
