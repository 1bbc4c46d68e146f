using System.Numerics;
using Kiln.SimReady.Usd;

namespace Kiln.SimReady.Validation;

/// <summary>Rigid body, colliders and physics materials: RB, RB.COL, PMT and MUJOCO.</summary>
internal static class BodyRules
{
    private const double UnitTolerance = 1e-3;

    public static void Check(ValidationSubject subject, RuleLog log)
    {
        (string Path, UsdPrim Prim)[] bodies = [.. subject.Prims.Where(entry => entry.Prim.Has("PhysicsRigidBodyAPI"))];
        log.Require("RB.001", "The asset has a rigid body.", bodies.Length > 0 ? [] : [new("/", "There is no rigid body.")]);
        log.Require("RB.003", "Rigid bodies are Xformable.", bodies
            .Where(body => body.Prim.TypeName is not ("Xform" or "Mesh"))
            .Select(body => new Violation(body.Path, "The body is not Xformable.")));
        log.Skip("RB.005", "The asset has no scene-graph instances.");
        log.Require("RB.006", "Rigid bodies are not nested.", bodies
            .Where(body => bodies.Any(outer => body.Path.StartsWith(outer.Path + "/", StringComparison.Ordinal)))
            .Select(body => new Violation(body.Path, "The body lies inside another.")));
        log.Require("RB.007", "The body, or every collider, has a mass.", bodies
            .Where(body => !(body.Prim.Value<float>("physics:mass") > 0))
            .Select(body => new Violation(body.Path, "The mass is not above zero.", body.Prim.Value<float>("physics:mass"), 0)));
        log.Require("RB.008", "Moments of inertia are positive and obey the triangle inequality; axes are a unit quaternion.", bodies
            .Where(body => !HasSoundInertia(body.Prim))
            .Select(body => new Violation(body.Path, "The inertia cannot belong to a body.")));
        log.Require("RB.009", "Bodies have no skew.", bodies
            .Where(body => body.Prim.Attribute("xformOpOrder") is not null)
            .Select(body => new Violation(body.Path, "The body has transform operations.")));
        CheckColliders(subject, bodies, log);
        CheckPhysicsMaterials(subject, log);
    }

    private static void CheckColliders(ValidationSubject subject, (string Path, UsdPrim Prim)[] bodies, RuleLog log)
    {
        (string Path, UsdPrim Prim)[] colliders = [.. subject.Colliders];
        log.Require("RB.010", "Invisible colliders have the purpose guide.", colliders
            .Where(entry => entry.Prim.Value<UsdToken>("visibility").Text == "invisible"
                && entry.Prim.Value<UsdToken>("purpose").Text != "guide")
            .Select(entry => new Violation(entry.Path, "The collider is invisible but no guide.")));
        log.Require("RB.013", "An enabled body has a collider.", bodies
            .Where(body => body.Prim.Value<bool>("physics:rigidBodyEnabled")
                && !Array.Exists(colliders, entry => entry.Path.StartsWith(body.Path + "/", StringComparison.Ordinal)))
            .Select(body => new Violation(body.Path, "The body has no collider.")));
        log.Require("RB.COL.001", "Only geometry collides.", colliders
            .Where(entry => entry.Prim.TypeName is "Xform" or "Scope" or "")
            .Select(entry => new Violation(entry.Path, $"A {entry.Prim.TypeName} collides.")));
        Violation[] misapplied =
        [
            .. subject.Prims
                .Where(entry => entry.Prim.Has("PhysicsMeshCollisionAPI")
                    && (entry.Prim.TypeName != "Mesh" || !entry.Prim.Has("PhysicsCollisionAPI")))
                .Select(entry => new Violation(entry.Path, "PhysicsMeshCollisionAPI needs a Mesh with PhysicsCollisionAPI.")),
        ];
        log.Require("RB.COL.002", "Mesh collision is applied to Meshes that collide.", misapplied);
        log.Require("RB.COL.003", "Mesh collision is applied to Meshes that collide.", misapplied);
        log.Require("RB.COL.004", "Colliders are scaled uniformly.", colliders
            .Where(entry => entry.Prim.Attribute("xformOpOrder") is not null)
            .Select(entry => new Violation(entry.Path, "The collider has transform operations.")));
    }

    private static void CheckPhysicsMaterials(ValidationSubject subject, RuleLog log)
    {
        log.Require("PMT.001", "Every collider has a physics material.", subject.Colliders
            .Where(entry => entry.Prim.Relationship("material:binding:physics") is not { } binding
                || subject.ByPath.GetValueOrDefault(binding.Target) is not { } material
                || !HasSoundFriction(material))
            .Select(entry => new Violation(entry.Path, "No material with sound friction and restitution is bound.")));
        log.Advise("MUJOCO.COL.002", "Mesh colliders are convex hulls.", subject.Prims
            .Where(entry => entry.Prim.Has("PhysicsMeshCollisionAPI")
                && entry.Prim.Value<UsdToken>("physics:approximation").Text != "convexHull")
            .Select(entry => new Violation(entry.Path, "The approximation is not convexHull.")));
        log.Skip("COL.001", "Signed-distance-field colliders are not claimed.");
    }

    private static bool HasSoundInertia(UsdPrim body)
    {
        Vector3 d = body.Value<Vector3>("physics:diagonalInertia");
        Quaternion q = body.Value<Quaternion>("physics:principalAxes");
        double slack = 1e-9 * ((double)d.X + d.Y + d.Z);
        return d is { X: > 0, Y: > 0, Z: > 0 }
            && (double)d.X + d.Y >= d.Z - slack
            && (double)d.Y + d.Z >= d.X - slack
            && (double)d.Z + d.X >= d.Y - slack
            && Math.Abs(q.Length() - 1) <= UnitTolerance;
    }

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
