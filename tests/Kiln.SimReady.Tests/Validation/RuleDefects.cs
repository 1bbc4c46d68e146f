using System.Globalization;
using System.Text.RegularExpressions;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Tests.Models;

namespace Kiln.SimReady.Tests.Validation;

/// <summary>For every rule, what breaks it, and what the rule must then say.</summary>
internal static class RuleDefects
{
    private const string Body = "    bool physics:rigidBodyEnabled = 1\n";
    private const string Geometry = "    def Xform \"geometry\"\n    {\n";
    private const string Colliders = "    def Xform \"colliders\"\n";
    private const string Folder = "output/usd/stool/";

    // A layer with one prim that nobody can draw.
    private const string Bare = "#usda 1.0\n(\n)\n\ndef Material \"stool\"\n{\n}\n";

    /// <summary>Those that the sound asset was made with: every word of its metadata is known.</summary>
    public static ConversionParameters Parameters { get; } = new()
    {
        MaxHulls = 1,
        UsdFormat = UsdFormat.Text,
        Labels = new Dictionary<string, string> { ["author"] = "A. Maker", ["asset_license"] = "CC0-1.0", ["category"] = "stool", ["qcode"] = "Q844556" },
    };

    /// <summary>The rule that says no more than that what it asks for is not claimed.</summary>
    public static IReadOnlyList<string> NeverJudged { get; } = ["COL.001"];

    public static IReadOnlyList<Defect> All { get; } =
    [
        new("NP.001", "fail", a => a.Layer("def Mesh \"seat\"", "def Mesh \"Seat_1\"")),
        new("NP.001", "fail", a => a.Layer("def Mesh \"seat\"", "def Mesh \"com1\"")),
        new("NP.002", "fail", a => a.With(Folder + "read me.txt", [])),
        new("NP.002", "fail", a => a.With(Folder + new string('x', 256), [])),
        new("NP.003", "fail", a => a.Moved(Folder + "stool.usd", Folder + "stool.txt")),
        new("NP.004", "fail", a => a.With($"{Folder}textures/{new string('x', 250)}", [])),
        new("NP.005", "fail", a => a.With(Folder + "other.usda", [])),
        new("NP.005", "fail", a => a.Moved(Folder + "stool.usd", "output/usd/stool.usd")),
        new("NP.005", "fail", a => a.Moved(Folder + "stool.usd", Folder + "chair.usd")),
        new("NP.006", "fail", a => a.Layer("string asset_type = \"prop\"", "string other = \"prop\"")),
        new("SR.001", "fail", a => a.Layer("string source_file = \"stool.glb\"", "string other = \"stool.glb\"")),
        new("SR.003", "waived", a => a.Layer("string author = \"A. Maker\"", "string maker = \"A. Maker\"")),
        new("SR.003", "waived", a => a.Layer("\"Q844556\"", "\"P31\"")),
        new("NP.007", "fail", a => a.Layer("@./textures/base", "@/textures/base")),
        new("NP.007", "fail", a => a.Layer("@./textures/base", "@C:/textures/base")),
        new("NP.008", "fail", a => a.Layer("@./textures/base_color_", "@./textures/base_colour_")),
        new("AA.001", "fail", a => a.Layer("@./textures/base", "@./../textures/base")),
        new("AA.001", "fail", a => a.Layer("@./textures/base", "@textures/base")),
        new("AA.002", "fail", a => a.Layer(".png@", ".tiff@")),

        new("UN.001", "fail", a => a.Layer("    upAxis = \"Z\"\n", "")),
        new("UN.006", "fail", a => a.Layer("upAxis = \"Z\"", "upAxis = \"Y\"")),
        new("UN.002", "fail", a => a.Layer("    metersPerUnit = 1\n", "")),
        new("UN.007", "fail", a => a.Layer("metersPerUnit = 1", "metersPerUnit = 0.01")),
        new("UN.003", "fail", a => a.Layer("    kilogramsPerUnit = 1\n", "")),
        new("UN.005", "fail", a => a.Layer("    upAxis", "    timeCodesPerSecond = 24\n    upAxis")),

        new("HI.001", "fail", a => a.Layer("def Xform \"stool\"", "def Xform \"other\"\n{\n}\n\ndef Xform \"stool\"")),
        new("HI.003", "fail", a => a.Layer("def Xform \"stool\"", "def Scope \"stool\"")),
        new("HI.003", "fail", a => a.Layer("def Xform \"stool\"", "class Xform \"stool\"")),
        new("HI.003", "fail", a => a.Layer("    kind = \"component\"", "    active = false")),
        new("HI.004", "fail", a => a.Layer("defaultPrim = \"stool\"", "defaultPrim = \"chair\"")),
        new("HI.006", "waived", a => a.Layer("def Xform \"geometry\"", "def Scope \"geometry\"")),
        new("HI.008", "waived", a => a.Layer("def Xform \"geometry\"", "def Xform \"group\"")),
        new("HI.008", "waived", a => a.Layer("def Xform \"geometry\"", "def Xform \"n\"").Layer("\"n\"", "\"7\"")),
        new("HI.009", "waived", a => a.Layer(Geometry, Geometry + "def Xform \"inner\"\n{\n}\n")),
        new("HI.009", "waived", a => a.Layer(
            Geometry, Geometry + "uniform token[] xformOpOrder = []\ndef Xform \"inner\"\n{\ndef Mesh \"more\"\n{\n}\n}\n")),
        new("HI.010", "waived", a => a.Layer(Geometry, Geometry + "over \"stray\"\n{\n}\n")),

        new("VG.001", "fail", a => a.WithLayer(Bare)),
        new("VG.MESH.001", "fail", a => a.WithLayer(Bare)),
        new("VG.MESH.001", "waived", a => a.Layer("def Mesh", "def Sphere")),
        new("VG.002", "fail", a => a.Layer("float3[] extent = [(-0.2, ", "float3[] extent = [(-0.3, ")),
        new("VG.002", "fail", a => a.Layer("def Mesh", "def Sphere").Layer("float3[] extent", "float3[] size")),
        new("VG.007", "waived", a => a.Layer("def Mesh \"seat\"", @"faceVertexIndices = \[(\d+), (\d+), (\d+)", m => $"faceVertexIndices = [{m.Groups[1]}, {m.Groups[3]}, {m.Groups[2]}")),
        new("VG.008", "fail", a => a.Layer("def Mesh \"seat\"", @"(?s)def Mesh ""seat"".*?\n        }\n", m => m.Value + m.Value.Replace("seat", "twin", StringComparison.Ordinal))),
        new("VG.014", "fail", a => a.Layer("int[] faceVertexIndices = [0, ", "int[] faceVertexIndices = [99999, ")),
        new("VG.014", "fail", a => a.Layer("int[] faceVertexCounts = [3, ", "int[] faceVertexCounts = [")),
        new("VG.021", "fail", a => a.Layer("int[] faceVertexCounts = [3, 3, ", "int[] faceVertexCounts = [4, 2, ")),
        new("VG.023", "waived", a => a.Layer("def Mesh \"seat\"", @"points = \[\([^,]*", _ => "points = [(1000")),
        new("VG.025", "fail", a => a.Layer(Body, Body + "    uniform token[] xformOpOrder = [\"xformOp:translate\"]\n")),
        new("VG.026", "fail", a => a.Layer("def Mesh \"seat\"", @"points = \[\([^,]*", _ => "points = [(1")),
        new("VG.027", "fail", a => a.Layer("uniform token subdivisionScheme = \"none\"", "uniform token subdivisionScheme = \"catmullClark\"")),
        new("VG.027", "fail", a => a.Layer("normal3f[] normals", "normal3f[] directions")),
        new("VG.028", "fail", a => a.Layer("interpolation = \"uniform\"", "interpolation = \"constant\"")),
        new("VG.028", "fail", a => a.Layer("def Mesh \"hull_000\"", @"normals = \[\([^,]*", _ => "normals = [(3")),
        new("VG.029", "fail", a => a.Layer("def Mesh \"seat\"", @"faceVertexIndices = \[[^]]*", Reversed)),

        new("VM.BIND.001", "fail", a => a.Layer("rel material:binding = </stool/looks/oak_wood>", "rel material:binding = </stool/looks/pine>")),
        new("VM.BIND.001", "fail", a => a.Layer("[\"MaterialBindingAPI\"]", "[\"OtherAPI\"]")),
        new("VM.MAT.001", "fail", a => a.Layer("rel material:binding = </stool/looks/oak_wood>\n", "")),
        new("VM.PS.001", "fail", a => a.Layer("color3f inputs:diffuseColor", "color3f inputs:diffuseTint")),
        new("VM.PS.001", "fail", a => a.Layer("float inputs:ior", "double inputs:ior")),
        new("VM.PS.001", "fail", a => a.Layer("token inputs:wrapS = \"repeat\"", "token inputs:wrapS = \"tile\"")),
        new("VM.PS.001", "fail", a => a.Layer("info:id = \"UsdUVTexture\"", "info:id = \"ND_image_color3\"")),
        new("VM.PS.001", "fail", a => a.Layer("st_reader.outputs:result>", "st_reader.outputs:other>")),
        new("VM.PS.002", "fail", a => a.Layer("token outputs:surface.connect = </stool/looks/oak_wood/surface.outputs:surface>", "token outputs:surface")),
        new("VM.TEX.001", "fail", a => a.With(Texture(a, "base_color"), TestImages.Png(16_385, 1, (_, _) => (0, 0, 0)))),
        new("VM.TEX.001", "fail", a => a.With(Texture(a, "base_color"), [1, 2, 3])),
        new("VM.TEX.003", "fail", a => a.Layer("sourceColorSpace = \"raw\"", "sourceColorSpace = \"sRGB\"")),
        new("VM.TEX.003", "fail", a => a.Layer("sourceColorSpace = \"sRGB\"", "sourceColorSpace = \"auto\"")),

        new("RB.001", "fail", a => a.Layer("\"PhysicsRigidBodyAPI\", ", "")),
        new("RB.003", "fail", a => a.Layer("def Xform \"stool\"", "def Scope \"stool\"")),
        new("RB.005", "fail", a => a
            .Layer(Colliders, "    def Xform \"colliders\" (\n        instanceable = true\n    )\n")
            .Layer("[\"PhysicsCollisionAPI\", ", "[\"PhysicsRigidBodyAPI\", \"PhysicsCollisionAPI\", ")),
        new("RB.006", "fail", a => a.Layer(Colliders, "    def Xform \"colliders\" (\n        prepend apiSchemas = [\"PhysicsRigidBodyAPI\"]\n    )\n")),
        new("RB.007", "fail", a => a.Layer("float physics:mass = ", "float physics:mass = -")),
        new("RB.007", "fail", a => a.Layer(", \"PhysicsMassAPI\"", "")),
        new("RB.008", "fail", a => a.Layer("float3 physics:diagonalInertia = (", "float3 physics:diagonalInertia = (99")),
        new("RB.008", "fail", a => a.Layer("quatf physics:principalAxes = (", "quatf physics:principalAxes = (9")),
        new("RB.009", "fail", a => a.Layer(Body, Body + "    uniform token[] xformOpOrder = [\"xformOp:scale\"]\n    float3 xformOp:scale = (1, 2, 1)\n")),
        new("RB.010", "fail", a => a.Layer("uniform token purpose = \"guide\"", "uniform token purpose = \"render\"")),
        new("RB.013", "fail", a => a.Layer("\"PhysicsCollisionAPI\", ", "")),
        new("RB.COL.001", "fail", a => a.Layer(Colliders, "    def Xform \"colliders\" (\n        prepend apiSchemas = [\"PhysicsCollisionAPI\"]\n    )\n")),
        new("RB.COL.002", "fail", a => a.Layer("\"PhysicsCollisionAPI\", ", "")),
        new("RB.COL.003", "fail", a => a.Layer("def Mesh \"hull_000\"", "def Sphere \"hull_000\"")),
        new("RB.COL.004", "fail", a => a
            .Layer("def Mesh \"hull_000\"", "def Sphere \"hull_000\"")
            .Layer(Colliders + "    {\n", Colliders + "    {\n        float3 xformOp:scale = (1, 2, 1)\n")),
        new("PMT.001", "fail", a => a.Layer("float physics:dynamicFriction = ", "float physics:dynamicFriction = 9")),
        new("PMT.001", "fail", a => a.Layer("rel material:binding:physics", "rel material:binding:preview")),
        new("MUJOCO.COL.002", "waived", a => a.Layer("physics:approximation = \"convexHull\"", "physics:approximation = \"convexDecomposition\"")),

        new("KILN.HULL", "fail", a => a.Layer("\"PhysicsCollisionAPI\", ", "")),
        new("KILN.HULL", "fail", a => a.Layer("def Mesh \"hull_000\"", @"points = \[\([^)]*", _ => "points = [(0, 0, 0.475")),
        new("KILN.HULL", "fail", a => a.Layer("def Mesh \"hull_000\"", @"points = \[", m => m.Value + string.Concat(Enumerable.Repeat("(0, 0, 0.45), ", 64)))),
        new("KILN.HULL", "fail", a => a.Layer("def Mesh \"hull_000\"", @"faceVertexIndices = \[[^]]*", Reversed)),
        new("KILN.HULL", "fail", a => a.Layer("def Mesh \"hull_000\"", @"faceVertexIndices = \[\d+", _ => "faceVertexIndices = [-1")),
        new("KILN.COVER", "fail", a => a.Layer("def Mesh \"hull_000\"", @"points = \[[^]]*", m => Scaled(m, 0.5))),
        new("KILN.COVER", "waived", a => a.Layer("def Mesh \"hull_000\"", @"points = \[[^]]*", m => Scaled(m, 0.999))),
        new("KILN.MASS", "waived", a => a.Layer("float physics:mass = ", "float physics:mass = 9")),
        new("KILN.MASS", "waived", a => a.Layer("float physics:mass = ", "float physics:mass = 9")) { OfOpenParts = true },

        new("KILN.ROUND", "fail", a => a.Layer("float physics:mass = ", "float physics:mass = 1")),
        new("KILN.ROUND", "fail", a => a.Layer("def Xform \"geometry\"", "define Xform \"geometry\"")),
        new("KILN.ROUND", "fail", a => a.With(Folder + "stool.usd", [.. "PXR-USDC"u8, 0, 8])),
        new("KILN.ROUND", "fail", a => a.Mjcf("diaginertia=\"", "diaginertia=\"1")),
        new("KILN.ROUND", "fail", a => a.Mjcf("diaginertia=\"", "diaginertia=\"x")),
        new("KILN.ROUND", "fail", a => a.Mjcf("<inertial ", "<inertial/><inertial ")),
        new("KILN.ROUND", "fail", a => a.Mjcf("friction=\"0.45 0.005 ", "friction=\"0.7 0.005 ")),
        new("KILN.ROUND", "fail", a => a.Mjcf("file=\"hull_000.obj\"", "file=\"hull_999.obj\"")),
        new("KILN.ROUND", "fail", a => a.Mjcf("<geom class=\"collision\" mesh=\"hull_000\"/>", "")),
        new("KILN.ROUND", "fail", a => a.Mjcf("<mesh name=\"hull_000\" file=\"hull_000.obj\"/>", "<mesh name=\"hull_000\" file=\"hull_001.obj\"/>")),
        new("KILN.ROUND", "fail", a => a.Mjcf("</mujoco>", "")),
        new("KILN.ROUND", "fail", a => a.Text("output/mjcf/stool/meshes/hull_000.obj", "\nf ", "\nf 9")),
        new("KILN.ROUND", "fail", a => a.Moved("output/mjcf/stool/stool.xml", "output/mjcf/stool/chair.xml")),
    ];

    private static string Texture(DamagedAsset asset, string role) =>
        asset.Names.Single(name => name.StartsWith($"{Folder}textures/{role}", StringComparison.Ordinal));

    // Each triangle the other way round.
    private static string Reversed(Match array) =>
        Regex.Replace(array.Value, @"(\d+), (\d+), (\d+)", "$1, $3, $2");

    // About the middle of the seat, which the first hull stands for.
    private static string Scaled(Match array, double factor)
    {
        double[] numbers = [.. Regex.Matches(array.Value, @"-?\d[\d.e-]*").Select(number => double.Parse(number.Value, CultureInfo.InvariantCulture))];
        IEnumerable<string> points = numbers.Chunk(3).Select(p => string.Create(
            CultureInfo.InvariantCulture, $"({(float)(p[0] * factor)}, {(float)(p[1] * factor)}, {(float)(0.45 + ((p[2] - 0.45) * factor))})"));
        return "points = [" + string.Join(", ", points);
    }

    /// <param name="Code">The rule.</param>
    /// <param name="Result">What it must say.</param>
    /// <param name="Inflict">Breaks a sound asset.</param>
    internal sealed record Defect(string Code, string Result, Action<DamagedAsset> Inflict)
    {
        /// <summary>It breaks an asset of which some parts enclose no volume.</summary>
        public bool OfOpenParts { get; init; }
    }
}
