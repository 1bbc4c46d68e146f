using System.Numerics;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Tests.Models;

/// <summary>Layers with a value of every form that Kiln writes.</summary>
internal static class TestLayers
{
    public static UsdLayer Empty()
    {
        UsdLayer layer = new() { DefaultPrim = "root", MetersPerUnit = 1, UpAxis = "Z" };
        layer.Roots.Add(new("Xform", "root"));
        return layer;
    }

    public static UsdLayer Random(Random random)
    {
        UsdLayer layer = Empty();
        layer.CustomLayerData["asset_name"] = "näme \" \\ \t";
        layer.CustomLayerData["inner"] = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["key"] = "value", ["count"] = 7, ["mass"] = 0.1f, ["size"] = new Vector3(0.1f, 2, 3) };
        UsdPrim prim = layer.Roots[0];
        for (int depth = 0; depth < 4; depth++)
        {
            prim.Kind = depth == 0 ? "component" : null;
            prim.ApiSchemas = depth % 2 == 0 ? ["A", "B"] : [];
            prim.Add(new UsdAttribute("points", "point3f[]", Vectors(random, random.Next(0, 50))) { Interpolation = "vertex" });
            prim.Add("texCoord2f[]", "uv", new[] { new Vector2(0.25f, 0.75f) });
            prim.Add("int[]", "indices", Enumerable.Range(0, random.Next(0, 50)).Select(_ => random.Next() - (1 << 30)).ToArray());
            prim.Add("bool", "flag", random.Next(2) == 0);
            prim.Add("quatf", "q", new Quaternion(random.NextSingle(), random.NextSingle(), -random.NextSingle(), 1));
            prim.Add("float4", "f4", new Vector4(1, 2, 3, random.NextSingle() * 1e-20f));
            prim.Add("asset", "file", new UsdAssetPath("./textures/a b.png"));
            prim.Add("token[]", "tokens", new UsdToken[] { new("x"), new("y z") });
            prim.AddUniformToken("purpose", "guide");
            prim.Add(new UsdRelationship("material:binding", "/root/looks/m"));
            prim.Add(new UsdAttribute("inputs:x", "float") { Connection = "/root/a.outputs:r" });
            prim.Add(new UsdAttribute("outputs:surface", "token"));
            prim = prim.Child("Mesh", $"child_{depth}");
        }

        return layer;
    }

    private static Vector3[] Vectors(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => new Vector3(random.NextSingle() - 0.5f, random.NextSingle() * 1e9f, random.NextSingle() * 1e-9f))];
}
