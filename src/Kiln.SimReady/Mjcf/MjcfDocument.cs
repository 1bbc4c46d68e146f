using System.Globalization;
using System.Numerics;
using System.Text;
using Kiln.Geometry.Scenes;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Physics;

namespace Kiln.SimReady.Mjcf;

/// <summary>
/// Writes the body file of an MJCF package: explicit inertial, visible geoms in group 2 without contact, one collision geom for
/// each hull in group 3. Whoever simulates it includes it in a scene with a floor and light.
/// </summary>
internal sealed class MjcfDocument
{
    private readonly StringBuilder _xml = new();

    private MjcfDocument()
    {
    }

    /// <summary>The XML text.</summary>
    /// <param name="asset">The asset.</param>
    /// <param name="visuals">Its visible meshes; mesh <c>visual_NNN</c> is the n-th.</param>
    public static byte[] Write(Asset asset, IReadOnlyList<MjcfVisual> visuals)
    {
        MjcfDocument document = new();
        document.WriteModel(asset, visuals);
        return Encoding.UTF8.GetBytes(document._xml.ToString());
    }

    /// <summary>Name of the n-th visible mesh.</summary>
    public static string VisualName(int n) => string.Create(CultureInfo.InvariantCulture, $"visual_{n:000}");

    /// <summary>Name of the n-th hull.</summary>
    public static string HullName(int n) => string.Create(CultureInfo.InvariantCulture, $"hull_{n:000}");

    private void WriteModel(Asset asset, IReadOnlyList<MjcfVisual> visuals)
    {
        Line(0, $"<mujoco model=\"{asset.BaseName}\">");
        Line(1, "<compiler angle=\"radian\" meshdir=\"meshes\" texturedir=\"textures\"/>");
        Line(1, "<default>");
        Line(2, "<default class=\"visual\"><geom type=\"mesh\" group=\"2\" contype=\"0\" conaffinity=\"0\" mass=\"0\"/></default>");
        Line(2, $"<default class=\"collision\"><geom type=\"mesh\" group=\"3\" condim=\"4\" friction=\"{Friction(asset.Physics.Main)}\"/></default>");
        Line(1, "</default>");
        Line(1, "<asset>");
        WriteTextures(asset, visuals);
        foreach (MjcfVisual visual in visuals)
        {
            WriteMaterial(asset, visual);
        }

        // Visible meshes may be open or flat; as shells they need no volume. Their mass is zero all the same.
        for (int i = 0; i < visuals.Count; i++)
        {
            Line(2, $"<mesh name=\"{VisualName(i)}\" file=\"{VisualName(i)}.obj\" inertia=\"shell\"/>");
        }

        for (int i = 0; i < asset.Collision.Hulls.Count; i++)
        {
            Line(2, $"<mesh name=\"{HullName(i)}\" file=\"{HullName(i)}.obj\"/>");
        }

        Line(1, "</asset>");
        Line(1, "<worldbody>");
        WriteBody(asset, visuals);
        Line(1, "</worldbody>");
        Line(0, "</mujoco>");
    }

    private void WriteTextures(Asset asset, IReadOnlyList<MjcfVisual> visuals)
    {
        foreach (string stem in visuals
            .Select(visual => asset.Material(visual.Material).BaseColorTexture)
            .OfType<TextureReference>()
            .Select(texture => asset.Textures.Of(texture).Stem)
            .Distinct()
            .Order(StringComparer.Ordinal))
        {
            Line(2, $"<texture name=\"{stem}\" type=\"2d\" file=\"{stem}.png\"/>");
        }
    }

    private void WriteMaterial(Asset asset, MjcfVisual visual)
    {
        Material material = asset.Material(visual.Material);
        string texture = material.BaseColorTexture is { } reference ? $" texture=\"{asset.Textures.Of(reference).Stem}\"" : "";
        Vector4 color = material.BaseColor * (material.BaseColorTexture is null ? visual.MeanColor : Vector4.One);
        float alpha = material.AlphaMode switch
        {
            AlphaMode.Blend => color.W,
            // Of a mask all or nothing is left.
            AlphaMode.Mask => color.W >= material.AlphaCutoff ? 1 : 0,
            _ => 1,
        };
        string rgba = string.Join(' ', new[] { Display(color.X), Display(color.Y), Display(color.Z), alpha }.Select(c => Number(c)));
        Line(2, $"<material name=\"{asset.MaterialName(visual.Material)}\"{texture} rgba=\"{rgba}\" specular=\"0.5\" shininess=\"{Number(Math.Round(1 - (double)material.Roughness, 4))}\"/>");
    }

    private void WriteBody(Asset asset, IReadOnlyList<MjcfVisual> visuals)
    {
        PhysicsModel physics = asset.Physics;
        Line(2, $"<body name=\"{asset.Name}\">");
        Line(3, "<freejoint/>");
        Line(3, $"<inertial pos=\"{Numbers(physics.CenterOfMassM)}\" quat=\"{Numbers(physics.PrincipalAxesWxyz)}\""
            + $" mass=\"{Number(physics.MassKg)}\" diaginertia=\"{Numbers(physics.InertiaDiagonalKgM2)}\"/>");
        for (int i = 0; i < visuals.Count; i++)
        {
            Line(3, $"<geom class=\"visual\" mesh=\"{VisualName(i)}\" material=\"{asset.MaterialName(visuals[i].Material)}\"/>");
        }

        for (int i = 0; i < asset.Collision.Hulls.Count; i++)
        {
            PartPhysics part = physics.Parts[asset.Collision.Hulls[i].PartIndex];
            string own = Friction(part) == Friction(physics.Main) ? "" : $" friction=\"{Friction(part)}\"";
            Line(3, $"<geom class=\"collision\" mesh=\"{HullName(i)}\"{own}/>");
        }

        Line(2, "</body>");
    }

    // One coefficient per contact: MuJoCo's sliding friction is the dynamic one.
    private static string Friction(PartPhysics part) => $"{Number(part.DynamicFriction)} 0.005 0.0001";

    private void Line(int depth, string text) => _xml.Append(' ', 2 * depth).Append(text).Append('\n');

    private static string Numbers(double[] values) => string.Join(' ', values.Select(Number));

    // The same rounding as in the USD, so that both deliverables hold the same numbers.
    private static string Number(double value) =>
        ((float)value + 0f).ToString(CultureInfo.InvariantCulture).Replace('E', 'e');

    // MuJoCo mixes colours in display space: linear factors take the sRGB curve (IEC 61966-2-1).
    private static float Display(float linear) =>
        MathF.Round(Math.Clamp(Geometry.Images.ColorSpace.FromLinear(linear), 0, 1), 4);
}
