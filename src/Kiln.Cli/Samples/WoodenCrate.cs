using System.Numerics;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;
using Kiln.Geometry.Shapes;

namespace Kiln.Cli.Samples;

/// <summary>
/// A wooden crate of 0.6 × 0.4 × 0.4 m with two steel bands, two ring handles and its lid a little ajar: many closed solids, most of
/// them convex, some not, under a small node tree. Metres, +Y up, as glTF has it.
/// </summary>
internal static class WoodenCrate
{
    private const int Wood = 0;
    private const int Steel = 1;
    private const int Strips = 8;
    private const float Length = 0.6f, Width = 0.4f, Height = 0.36f;
    private const float Board = 0.018f, Post = 0.04f, Band = 0.004f;

    // Pieces do not touch: coincident faces would make one solid of two.
    private const float Gap = 0.001f;

    private static readonly Quaternion Upright = Quaternion.CreateFromAxisAngle(Vector3.UnitZ, MathF.PI / 2);
    private static readonly Quaternion Sideways = Quaternion.CreateFromAxisAngle(Vector3.UnitY, MathF.PI / 2);

    /// <summary>Builds the crate.</summary>
    public static Scene Build() => new()
    {
        Name = "wooden_crate",
        DeclaredUnit = LengthUnit.Metre,
        DeclaredUpAxis = UpAxis.Y,
        Nodes =
        [
            new Node("wooden_crate", -1, Affine3d.Identity),
            new Node("body", 0, Affine3d.Identity, 0),
            new Node("bands", 0, Affine3d.Identity, 1),
            new Node("lid", 0, Lid(), 2),
            new Node("handle_left", 0, Affine3d.Translation(new(-Handle, Height * 0.65, 0)), 3),
            new Node("handle_right", 0, Affine3d.Translation(new(Handle, Height * 0.65, 0)), 3),
        ],
        Meshes =
        [
            new Mesh("body", [Body()]),
            new Mesh("bands", [Bands()]),
            new Mesh("lid", [LidBoards()]),
            new Mesh("handle", [Ring()]),
        ],
        Materials =
        [
            new Material
            {
                Name = "wood_planks",
                BaseColorTexture = new TextureReference(0),
                NormalTexture = new TextureReference(1),
                Metallic = 0,
                Roughness = 0.8f,
            },
            new Material
            {
                Name = "steel_bands",
                BaseColor = new Vector4(0.42f, 0.42f, 0.45f, 1),
                MetallicRoughnessTexture = new TextureReference(2),
            },
        ],
        Images =
        [
            new EncodedImage("wood_color", "image/png", PngEncoder.Encode(CrateTextures.WoodColor())),
            new EncodedImage("wood_normal", "image/png", PngEncoder.Encode(CrateTextures.WoodNormals())),
            new EncodedImage("steel_roughness", "image/png", PngEncoder.Encode(CrateTextures.SteelRoughness())),
        ],
    };

    // Just outside of the bands.
    private static double Handle => (Length / 2) + Band + 0.012;

    private static Affine3d Lid() =>
        Affine3d.Translation(new(0.02, Height + (Board / 2) + Gap, 0.01)).After(Affine3d.Rotation(0, Math.Sin(0.03), 0, Math.Cos(0.03)));

    private static TriangleMesh Body()
    {
        var body = new PartBuilder(Wood);
        const float inner = Width - (2 * Board) - (2 * Gap);
        const float end = Length - (2 * Board) - (2 * Gap);
        body.Add(Box(Length, Board, Width), Quaternion.Identity, new Vector3(0, Board / 2, 0), Strips);
        const int rows = 3;
        const float bottom = Board + Gap;
        const float pitch = (Height - bottom) / rows;
        for (int row = 0; row < rows; row++)
        {
            float y = bottom + ((row + 0.5f) * pitch);
            foreach (int side in (int[])[-1, 1])
            {
                body.Add(Box(Length, pitch - Gap, Board), Quaternion.Identity, new Vector3(0, y, side * (Width - Board) / 2), Strips);
                body.Add(Box(inner, pitch - Gap, Board), Sideways, new Vector3(side * (Length - Board) / 2, y, 0), Strips);
            }
        }

        foreach (int x in (int[])[-1, 1])
        {
            foreach (int z in (int[])[-1, 1])
            {
                body.Add(
                    Box(Height - bottom - Gap, Post, Post),
                    Upright,
                    new Vector3(x * (end - Post) / 2, (Height + bottom) / 2, z * (inner - Post) / 2),
                    Strips);
            }
        }

        return body.Build();
    }

    private static TriangleMesh LidBoards()
    {
        var lid = new PartBuilder(Wood);
        const int boards = 4;
        const float pitch = Width / boards;
        for (int i = 0; i < boards; i++)
        {
            lid.Add(Box(Length, Board, pitch - Gap), Quaternion.Identity, new Vector3(0, 0, (i + 0.5f - (boards / 2f)) * pitch), Strips);
        }

        foreach (int x in (int[])[-1, 1])
        {
            lid.Add(
                Box(Width - 0.02f, Board, 0.06f), Sideways, new Vector3(x * Length * 0.3f, Board + Gap, 0), Strips);
        }

        return lid.Build();
    }

    // Each band is a flat strip on both long sides and both ends.
    private static TriangleMesh Bands()
    {
        var bands = new PartBuilder(Steel);
        const float high = 0.035f;
        foreach (float y in (float[])[Height * 0.2f, Height * 0.85f])
        {
            foreach (int side in (int[])[-1, 1])
            {
                bands.Add(
                    Box(Length + (2 * Band), high, Band), Quaternion.Identity, new Vector3(0, y, side * ((Width / 2) + (Band / 2) + Gap)));
                bands.Add(Box(Width, high, Band), Sideways, new Vector3(side * ((Length / 2) + (Band / 2) + Gap), y, 0));
            }
        }

        return bands.Build();
    }

    // The ring's axis lies along the crate's length.
    private static TriangleMesh Ring() => new PartBuilder(Steel)
        .Add(TexturedShapes.Torus(0.045f, 0.007f, 48, 16), Sideways, Vector3.Zero)
        .Build();

    private static TriangleMesh Box(float x, float y, float z) => TexturedShapes.Box(new Vector3(x, y, z), divisions: 2);
}
