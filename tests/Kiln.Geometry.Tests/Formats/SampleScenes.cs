using System.Numerics;
using Kiln.Geometry.Images;
using Kiln.Geometry.Images.Png;
using Kiln.Geometry.Meshes;
using Kiln.Geometry.Numerics;
using Kiln.Geometry.Scenes;

namespace Kiln.Geometry.Tests.Formats;

/// <summary>Scenes made in code for reading and writing.</summary>
internal static class SampleScenes
{
    /// <summary>A grid in the XZ plane with every attribute; (columns + 1) × (rows + 1) vertices.</summary>
    public static TriangleMesh Grid(int columns, int rows, int material = -1)
    {
        int count = (columns + 1) * (rows + 1);
        var mesh = new TriangleMesh
        {
            Positions = new Vector3[count],
            Normals = new Vector3[count],
            Tangents = new Vector4[count],
            TexCoords0 = new Vector2[count],
            TexCoords1 = new Vector2[count],
            Colors = new Vector4[count],
            Indices = new int[columns * rows * 6],
            Material = material,
        };
        for (int i = 0; i < count; i++)
        {
            var uv = new Vector2(i % (columns + 1) / (float)columns, i / (columns + 1) / (float)rows);
            mesh.Positions[i] = new Vector3(uv.X, 0.1f * MathF.Sin(7 * uv.X), uv.Y);
            mesh.Normals[i] = Vector3.UnitY;
            mesh.Tangents[i] = new Vector4(1, 0, 0, i % 2 == 0 ? 1 : -1);
            mesh.TexCoords0[i] = uv;
            mesh.TexCoords1[i] = uv * 2;
            mesh.Colors[i] = new Vector4(uv, 0.5f, 1);
        }

        int at = 0;
        for (int row = 0; row < rows; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int corner = (row * (columns + 1)) + column;
                int below = corner + columns + 1;
                int[] quad = [corner, below, corner + 1, corner + 1, below, below + 1];
                quad.CopyTo(mesh.Indices, at);
                at += 6;
            }
        }

        return mesh;
    }

    /// <summary>A scene of one node with one mesh.</summary>
    public static Scene Of(params TriangleMesh[] primitives) => new()
    {
        Name = "sample",
        Nodes = [new Node("part", -1, Affine3d.Identity, 0)],
        Meshes = [new Mesh("mesh", primitives)],
        Materials = [],
        Images = [],
        DeclaredUnit = LengthUnit.Metre,
        DeclaredUpAxis = UpAxis.Y,
    };

    /// <summary>A one-pixel PNG: red, fully opaque.</summary>
    public static byte[] RedPixelPng() => PngEncoder.Encode(new PixelImage(1, 1, 3, [255, 0, 0]));

    /// <summary>A scene that uses every member of a material, nested and shared nodes, and two materials on one mesh.</summary>
    public static Scene Rich()
    {
        var everything = new Material
        {
            Name = "everything",
            BaseColor = new Vector4(0.1f, 0.2f, 0.3f, 0.4f),
            BaseColorTexture = new TextureReference(0) { WrapU = TextureWrap.ClampToEdge, Offset = new(0.1f, 0.2f), Rotation = 0.3f, Scale = new(2, 3) },
            Metallic = 0.25f,
            Roughness = 0.75f,
            MetallicRoughnessTexture = new TextureReference(0) { TexCoord = 1, WrapV = TextureWrap.MirroredRepeat },
            NormalTexture = new TextureReference(0),
            NormalScale = 0.5f,
            OcclusionTexture = new TextureReference(1),
            OcclusionStrength = 0.5f,
            Emissive = new Vector3(4, 2, 1),
            EmissiveTexture = new TextureReference(1),
            AlphaMode = AlphaMode.Mask,
            AlphaCutoff = 0.25f,
            DoubleSided = true,
            IndexOfRefraction = 1.25f,
            Clearcoat = 0.5f,
            ClearcoatTexture = new TextureReference(1),
            ClearcoatRoughness = 0.125f,
            ClearcoatRoughnessTexture = new TextureReference(0) { TexCoord = 1 },
        };
        var plain = new Material { Name = "flat", Unlit = true, AlphaMode = AlphaMode.Blend };
        TriangleMesh bare = Grid(2, 2, 1) with { Normals = null, Tangents = null, TexCoords0 = null, TexCoords1 = null, Colors = null };
        return new Scene
        {
            Name = "rich",
            Copyright = "2024 somebody",
            Author = "Some \"body\"",
            License = "CC-BY-4.0",
            Nodes =
            [
                new Node("root", -1, Affine3d.Translation(new(1, 2, 3))),
                new Node("child", 0, Affine3d.Rotation(0, 0.6, 0, 0.8), 0),
                new Node("mirror", 1, Affine3d.Scale(new(-1, 1, 1)), 1),
                new Node("twin", 0, Affine3d.Scale(new(2, 2, 2)), 0),
            ],
            Meshes = [new Mesh("both", [Grid(3, 2, 0), bare]), new Mesh("bare", [bare])],
            Materials = [everything, plain],
            Images = [new EncodedImage("first", "image/png", RedPixelPng()), new EncodedImage("second", "image/png", RedPixelPng())],
            DeclaredUnit = LengthUnit.Metre,
            DeclaredUpAxis = UpAxis.Y,
        };
    }
}
