using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using Kiln.SimReady.Assets;
using Kiln.SimReady.Collision;
using Kiln.SimReady.Conversion;
using Kiln.SimReady.Physics;
using Kiln.SimReady.Usd;
using Kiln.SimReady.Usd.Packages;

namespace Kiln.SimReady.Validation;

/// <summary>Compares the files, read back, with what they should hold.</summary>
internal static class RoundTrip
{
    /// <summary>The first difference as a sentence, or null.</summary>
    public static string? FirstDifference(ValidationSubject subject, CancellationToken cancellationToken) =>
        FirstUsdDifference(subject, cancellationToken) ?? FirstMjcfDifference(subject);

    private static string? FirstUsdDifference(ValidationSubject subject, CancellationToken cancellationToken)
    {
        UsdLayer expected = AssetLayer.Build(subject.Asset);
        return UsdDifference.First(expected, subject.Layer)
            ?? (subject.Files.TryGetValue(AssetPackage.PathOf(subject.Asset), out ReadOnlyMemory<byte> package)
                ? UsdzPackage.FirstDifference(package, AssetPackage.Entries(subject.Asset, expected, cancellationToken))
                : null);
    }

    private static string? FirstMjcfDifference(ValidationSubject subject)
    {
        string folder = $"{ArtifactNames.MjcfPrefix[ArtifactNames.OutputPrefix.Length..]}{subject.Asset.BaseName}/";
        string name = $"{folder}{subject.Asset.BaseName}.xml";
        if (!subject.Files.TryGetValue(name, out ReadOnlyMemory<byte> content))
        {
            return $"The MJCF file '{name}' is missing.";
        }

        XElement model;
        try
        {
            using MemoryStream stream = new(content.ToArray());
            model = XElement.Load(stream);
        }
        catch (XmlException fault)
        {
            return $"The MJCF file is not XML: {fault.Message}";
        }

        string? missing = model.Descendants("mesh").Select(mesh => $"{folder}meshes/{mesh.Attribute("file")?.Value}")
            .Concat(model.Descendants("texture").Select(texture => $"{folder}textures/{texture.Attribute("file")?.Value}"))
            .FirstOrDefault(file => !subject.Files.ContainsKey(file));
        if (missing is not null)
        {
            return $"The MJCF file refers to '{missing}', which is missing.";
        }

        return GeomDifference(model, subject.Asset)
            ?? HullDifference(model, subject, folder)
            ?? InertialDifference([.. model.Descendants("inertial")], subject.Asset.Physics);
    }

    private static string? GeomDifference(XElement model, Asset asset)
    {
        XElement[] geoms = [.. CollisionGeoms(model)];
        if (geoms.Length != asset.Collision.Hulls.Count)
        {
            return "The MJCF file's collision geoms are not the hulls.";
        }

        string? common = model.Descendants("default").SingleOrDefault(entry => entry.Attribute("class")?.Value == "collision")
            ?.Element("geom")?.Attribute("friction")?.Value;
        for (int i = 0; i < geoms.Length; i++)
        {
            string sliding = (geoms[i].Attribute("friction")?.Value ?? common ?? "").Split(' ')[0];
            double expected = asset.Physics.Parts[asset.Collision.Hulls[i].PartIndex].DynamicFriction;
            if (!float.TryParse(sliding, NumberStyles.Float, CultureInfo.InvariantCulture, out float actual) || actual != (float)expected)
            {
                return $"The sliding friction of the MJCF file's collision geom {i} is not its part's.";
            }
        }

        return null;
    }

    // Each collision geom's mesh, found as a simulator finds it.
    private static string? HullDifference(XElement model, ValidationSubject subject, string folder)
    {
        ILookup<string?, string?> files = model.Descendants("mesh").ToLookup(
            mesh => mesh.Attribute("name")?.Value, mesh => mesh.Attribute("file")?.Value);
        XElement[] geoms = [.. CollisionGeoms(model)];
        for (int i = 0; i < geoms.Length; i++)
        {
            CollisionHull hull = subject.Asset.Collision.Hulls[i];
            string? file = files[geoms[i].Attribute("mesh")?.Value].SingleOrDefault();
            if (file is null || !subject.Files.TryGetValue($"{folder}meshes/{file}", out ReadOnlyMemory<byte> obj))
            {
                return $"The MJCF file's collision geom {i} has no mesh.";
            }

            ObjVertices read = ObjVertices.Read(obj);
            if (!read.Positions.SequenceEqual(hull.Positions) || !read.Triangles.SequenceEqual(hull.Triangles))
            {
                return $"The mesh '{file}' of the MJCF package is not the hull of its geom.";
            }
        }

        return null;
    }

    private static IEnumerable<XElement> CollisionGeoms(XElement model) =>
        model.Descendants("geom").Where(geom => geom.Attribute("class")?.Value == "collision");

    private static string? InertialDifference(XElement[] inertials, PhysicsModel physics)
    {
        if (inertials is not [var inertial])
        {
            return "The MJCF file must have one inertial.";
        }

        (string Attribute, double[] Expected)[] members =
        [
            ("mass", [physics.MassKg]),
            ("pos", physics.CenterOfMassM),
            ("quat", physics.PrincipalAxesWxyz),
            ("diaginertia", physics.InertiaDiagonalKgM2),
        ];
        foreach ((string attribute, double[] expected) in members)
        {
            float[] actual =
            [
                .. (inertial.Attribute(attribute)?.Value ?? "")
                    .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    .Select(word => float.TryParse(word, CultureInfo.InvariantCulture, out float number) ? number : float.NaN),
            ];
            if (!actual.SequenceEqual(expected.Select(number => (float)number)))
            {
                return $"The MJCF file's inertial {attribute} is not the model's.";
            }
        }

        return null;
    }
}
