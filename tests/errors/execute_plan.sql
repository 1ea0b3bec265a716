EXECUTE PLAN '/plans/job.json';
