using System.Numerics;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>Colliders and physics materials: RB.010, RB.013, RB.COL, PMT, MUJOCO and COL.</summary>
internal static class ColliderRules
{
    public static void Check(ValidationSubject subject, RuleLog log)
    {
        (string Path, UsdPrim Prim)[] colliders = [.. subject.Colliders];
        log.Require("RB.010", "Invisible colliders have the purpose guide.", colliders
            .Where(entry => entry.Prim.Value<UsdToken>("visibility").Text == "invisible"
                && entry.Prim.Value<UsdToken>("purpose").Text != "guide")
            .Select(entry => new Violation(entry.Path, "The collider is invisible but no guide.")));
        log.Require("RB.013", "An enabled body has a collider.", subject.Bodies
            .Where(body => body.Prim.Value<bool>("physics:rigidBodyEnabled")
                && !Array.Exists(colliders, entry => entry.Path.StartsWith(body.Path + "/", StringComparison.Ordinal)))
            .Select(body => new Violation(body.Path, "The body has no collider.")));
        log.Require("RB.COL.001", "Only geometry collides.", colliders
            .Where(entry => !PrimTypes.IsGprim(entry.Prim))
            .Select(entry => new Violation(entry.Path, $"A {entry.Prim.TypeName} collides.")));
        (string Path, UsdPrim Prim)[] meshColliders = [.. subject.Prims.Where(entry => entry.Prim.Has("PhysicsMeshCollisionAPI"))];
        Violation[] misapplied =
        [
            .. meshColliders
                .Where(entry => entry.Prim.TypeName != "Mesh" || !entry.Prim.Has("PhysicsCollisionAPI"))
                .Select(entry => new Violation(entry.Path, "PhysicsMeshCollisionAPI needs a Mesh with PhysicsCollisionAPI.")),
        ];
        log.Require("RB.COL.002", "Mesh collision is applied to Meshes that collide.", misapplied);
        log.Require("RB.COL.003", "Mesh collision is applied to Meshes that collide.", misapplied);
        CheckScales(subject, colliders, log);
        log.Require("PMT.001", "Every collider has a physics material.", colliders
            .Where(entry => entry.Prim.Relationship("material:binding:physics") is not { } binding
                || subject.ByPath.GetValueOrDefault(binding.Target) is not { } material
                || !HasSoundFriction(material))
            .Select(entry => new Violation(entry.Path, "No material with sound friction and restitution is bound.")));
        log.Advise("MUJOCO.COL.002", "Mesh colliders are convex hulls.", meshColliders
            .Where(entry => entry.Prim.Value<UsdToken>("physics:approximation").Text != "convexHull")
            .Select(entry => new Violation(entry.Path, "The approximation is not convexHull.")));
        log.Skip("COL.001", "Signed-distance-field colliders are not claimed.");
    }

    // Meshes and cubes may be scaled at will; what has a radius may not.
    private static void CheckScales(ValidationSubject subject, (string Path, UsdPrim Prim)[] colliders, RuleLog log)
    {
        (string Path, UsdPrim Prim)[] round = [.. colliders.Where(entry => entry.Prim.TypeName is not ("Mesh" or "Cube"))];
        if (round.Length == 0)
        {
            log.Skip("RB.COL.004", "All colliders are Meshes, which may have any scale.");
            return;
        }

        log.Require("RB.COL.004", "Colliders that are neither Meshes nor Cubes have a uniform world scale.", round
            .Where(entry => WorldScale(subject, entry.Path) is var scale && (scale.X != scale.Y || scale.Y != scale.Z))
            .Select(entry => new Violation(entry.Path, "The collider's scale is not uniform.")));
    }

    private static Vector3 WorldScale(ValidationSubject subject, string path) => subject.Prims
        .Where(entry => entry.Path == path || path.StartsWith(entry.Path + "/", StringComparison.Ordinal))
        .Select(entry => entry.Prim.Attribute("xformOp:scale")?.Value)
        .OfType<Vector3>()
        .Aggregate(Vector3.One, (product, scale) => product * scale);

    private static bool HasSoundFriction(UsdPrim material)
    {
        float fixedFriction = material.Value<float>("physics:staticFriction");
        float sliding = material.Value<float>("physics:dynamicFriction");
        return material.Has("PhysicsMaterialAPI")
            && sliding >= 0
            && sliding <= fixedFriction
            && material.Value<float>("physics:restitution") is >= 0 and <= 1
            && material.Value<float>("physics:density") > 0;
    }
}
